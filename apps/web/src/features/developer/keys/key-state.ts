import { type ApiKey } from '@pocket-llm/api-client';

const DAY_MS = 86_400_000;
const EXPIRES_SOON_MS = 7 * DAY_MS;

type KeyState = 'active' | 'soon' | 'expired';

/** Whether a key works, and whether it expires within a week. */
export function stateOf({ expires_at }: Pick<ApiKey, 'expires_at'>, now: number): KeyState {
  const left = expires_at === null ? Infinity : new Date(expires_at).getTime() - now;
  if (left <= 0) return 'expired';
  return left < EXPIRES_SOON_MS ? 'soon' : 'active';
}

/** Until when the secret before the last rotation works; undefined when it no longer does. */
export const graceOf = ({ previous_until }: Pick<ApiKey, 'previous_until'>, now = Date.now()): string | undefined =>
  previous_until !== null && new Date(previous_until).getTime() > now ? previous_until : undefined;

/** The remaining time in hours, minutes and seconds, such as 23:59:07. */
export function countdown(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
