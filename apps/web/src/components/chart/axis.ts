import { locale } from '@/lib/i18n';

/** The top of an axis: the next easily readable number that is at least `least`. */
export function niceTop(most: number, least = 0): number {
  const target = Math.max(most, least);
  if (target <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(target));
  return [1, 2, 4, 5, 8, 10].map((step) => step * power).find((top) => top >= target)!;
}

/** Share of a line's points that may be above the axis. */
const CUT_SHARE = 0.02;
/** Only values so many times as large as the others are cut off: anything less is worth the room. */
const CUT_FROM = 4;

/**
 * The top of an axis for lines: above all values, or, where a few are so large that they would flatten all others,
 * above the others only.
 */
export function linesTop(lines: readonly (readonly (number | null)[])[], least = 0): number {
  const sorted = lines.map((values) => values.filter((value) => value !== null).sort((a, b) => a - b));
  const most = Math.max(0, ...sorted.map((values) => values.at(-1) ?? 0));
  const usual = Math.max(
    0,
    ...sorted.map((values) => values.at(-1 - Math.max(1, Math.floor(values.length * CUT_SHARE))) ?? 0),
  );
  const shown = usual > 0 && most > usual * CUT_FROM && most > least ? usual * 1.1 : most;
  // A value just above a round number does not double the axis.
  return niceTop(shown * 0.999, least);
}

/** A label below a chart. Its position is in points: 0.5 is the middle of the first point. */
export interface Tick {
  position: number;
  label: string;
  /** The label ends at its position instead of being centred on it. */
  anchor?: 'end';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TICK_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 10, 30, 100].map((days) => days * DAY_MS),
];
/**
 * Slightly more than four, because a range has one point more than its name suggests. More labels would overlap on a
 * phone.
 */
const MAX_TICKS = 4.4;
/** Share of the width that stays free at each end, for half a label. */
const MARGIN = 0.1;
const toLocal = (at: number): number => at - new Date(at).getTimezoneOffset() * MINUTE_MS;

/** The shortest time format that still tells the ticks of the range apart. */
function tickLabel(at: number, range: number): string {
  const options: Intl.DateTimeFormatOptions =
    range <= 1.5 * DAY_MS
      ? { hour: '2-digit', minute: '2-digit' }
      : range <= 2.2 * DAY_MS
        ? { weekday: 'short', hour: 'numeric' }
        : range <= 8 * DAY_MS
          ? { weekday: 'short', day: 'numeric' }
          : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(locale(), options).format(at);
}

/** Round local times between two times in milliseconds. `share` is the position in the range, from 0 to 1. */
export function roundTimes(from: number, to: number): { at: number; share: number }[] {
  const range = to - from;
  // Also false when there are no points, because the range is then NaN.
  if (!(range > 0)) return [];
  const step = TICK_STEPS.find((size) => range / size <= MAX_TICKS) ?? TICK_STEPS.at(-1)!;
  const found = [];
  for (let local = Math.ceil(toLocal(from) / step) * step; ; local += step) {
    // The time zone's offset near that time: a range with a clock change has two.
    const at = local - (toLocal(local) - local);
    if (at > to) return found;
    const share = (at - from) / range;
    if (share >= MARGIN && share <= 1 - MARGIN) found.push({ at, share });
  }
}

/** Ticks for evenly spaced points that begin at `times`. The last point is as long as the others. */
export function timeTicks(times: readonly number[]): Tick[] {
  if (times.length < 2) return [];
  const [from, to] = [times[0]!, times.at(-1)! + times[1]! - times[0]!];
  return roundTimes(from, to).map(({ at, share }) => ({
    position: share * times.length,
    label: tickLabel(at, to - from),
  }));
}

/** Turned labels that fit below a chart of a console's width. */
const MOST_LABELS = 40;

/** Of the points of a plain chart, one in so many has a label. */
export const labelStep = (count: number): number => Math.max(1, Math.ceil(count / MOST_LABELS));
