import { relativeTime } from '@/lib/dates';
import { locale } from '@/lib/i18n';

/** A time in the format of a datetime-local input, in the reader's time zone. */
export function fieldTime(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function stepParts(seconds: number): Intl.NumberFormatPart[] {
  const [size, unit] = seconds >= 86_400 ? [86_400, 'day'] : seconds >= 3_600 ? [3_600, 'hour'] : [60, 'minute'];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: unit as string, unitDisplay: 'long' }).formatToParts(
    seconds / (size as number),
  );
}

const joined = (parts: Intl.NumberFormatPart[]): string => parts.map(({ value }) => value).join('');

/** A point's length in words: 1 minute, 3 hours, 2 days. */
export const formatStep = (seconds: number): string => joined(stepParts(seconds));

/** The same after "per": minute, 3 hours, 2 days. */
export function formatPerStep(seconds: number): string {
  const parts = stepParts(seconds);
  const isOne =
    parts
      .filter(({ type }) => type === 'integer')
      .map(({ value }) => value)
      .join('') === '1';
  return isOne ? joined(parts.filter(({ type }) => type === 'unit')) : joined(parts);
}

/** A relative time, in seconds below 90: 40 seconds ago, 5 minutes ago. */
export function formatAgo(at: number, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  if (seconds >= 90) return relativeTime(new Date(at).toISOString(), now);
  return new Intl.RelativeTimeFormat(locale()).format(-seconds, 'second');
}
