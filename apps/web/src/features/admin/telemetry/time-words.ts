import { relativeTime } from '@/lib/dates';
import { locale } from '@/lib/i18n';

const DAY = 86_400_000;

/** A time on the axis: as much of it as tells the ticks of the range apart. */
export function axisTime(at: number, rangeMs: number): string {
  const options: Intl.DateTimeFormatOptions =
    rangeMs <= 1.5 * DAY
      ? { hour: '2-digit', minute: '2-digit' }
      : rangeMs <= 2.2 * DAY
        ? { weekday: 'short', hour: 'numeric' }
        : rangeMs <= 8 * DAY
          ? { weekday: 'short', day: 'numeric' }
          : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(locale(), options).format(at);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TICK_STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  5 * DAY,
  10 * DAY,
  30 * DAY,
  100 * DAY,
] as const;
/** A bit more than four, because a range has a point more than its name says; much more would run into each other on a phone. */
const MOST_TICKS = 4.4;
/** So much is left free at both ends, for half a label. */
const MARGIN = 0.1;
const toLocal = (at: number): number => at - new Date(at).getTimezoneOffset() * MINUTE;

/** Where an axis has a time written: at round ones of the reader's clock. `share` is of the width. */
export function axisTicks(from: number, to: number): { at: number; share: number }[] {
  const range = to - from;
  // Also of no range at all: without a first point there is no number.
  if (!(range > 0)) return [];
  const step = TICK_STEPS.find((size) => range / size <= MOST_TICKS) ?? TICK_STEPS.at(-1)!;
  const ticks = [];
  for (let local = Math.ceil(toLocal(from) / step) * step; ; local += step) {
    // The offset of about that time: in a range with a change of the clocks there are two.
    const at = local - (toLocal(local) - local);
    if (at > to) return ticks;
    const share = (at - from) / range;
    if (share >= MARGIN && share <= 1 - MARGIN) ticks.push({ at, share });
  }
}

/** A time as a field for day and time wants it, in the reader's zone. */
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

/** The width of a point: 1 minute, 3 hours, 2 days. */
export const stepWords = (seconds: number): string => joined(stepParts(seconds));

/** The same after "per": minute, 3 hours, 2 days. */
export function perWords(seconds: number): string {
  const parts = stepParts(seconds);
  const isOne =
    parts
      .filter(({ type }) => type === 'integer')
      .map(({ value }) => value)
      .join('') === '1';
  return isOne ? joined(parts.filter(({ type }) => type === 'unit')) : joined(parts);
}

/** How long ago, to the second while that tells something: 40 seconds ago, 5 minutes ago. */
export function agoWords(at: number, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  if (seconds >= 90) return relativeTime(new Date(at).toISOString(), now);
  return new Intl.RelativeTimeFormat(locale()).format(-seconds, 'second');
}
