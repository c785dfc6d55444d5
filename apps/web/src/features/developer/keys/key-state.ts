import { type ApiKey } from '@pocket-llm/api-client';

const DAY_MS = 86_400_000;
const SOON_MS = 7 * DAY_MS;

export type KeyState = 'active' | 'soon' | 'expired';

/** Whether a key works, and whether it ends within the week. */
export function stateOf({ expires_at }: Pick<ApiKey, 'expires_at'>, now: number): KeyState {
  const left = expires_at === null ? Infinity : new Date(expires_at).getTime() - now;
  if (left <= 0) return 'expired';
  return left < SOON_MS ? 'soon' : 'active';
}

/** Until when the secret before the last rotation works, while it does. */
export const graceOf = ({ previous_until }: Pick<ApiKey, 'previous_until'>, now: number): string | undefined =>
  previous_until !== null && new Date(previous_until).getTime() > now ? previous_until : undefined;

/** What is left of a time in hours, minutes and seconds, as 23:59:07. */
export function countdown(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
