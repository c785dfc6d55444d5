import { DomainError } from '../../common/errors/domain-error.js';
import { LEVELS } from './figures.js';

/** Widths of a point, in seconds. */
const LADDER = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800] as const;
export const MOST_POINTS = 300;
const LONGEST_MS = 400 * 86_400_000;
const HOUR_MS = 3_600_000;

/** A time range divided into points. */
export interface Range {
  from: number;
  to: number;
  /** Seconds. */
  step: number;
  /** Width of the rows that cover it. */
  level: number;
}

/** Rows of one width over a time range. */
export interface Piece {
  step: number;
  from: number;
  to: number;
}

/**
 * Resolves a requested range, by default the last hour. Points are at least as wide as requested, wide enough for the
 * maximum number of points, and no narrower than the rows that are still kept.
 * @throws DomainError `request.invalid`
 */
export function rangeOf(asked: { from?: Date; to?: Date; step?: number }, now = Date.now()): Range {
  const to = asked.to?.getTime() ?? now;
  const from = asked.from?.getTime() ?? to - HOUR_MS;
  if (from >= to) throw invalid('/from', 'must be before to');
  if (to - from > LONGEST_MS) throw invalid('/from', 'must be at most 400 days before to');
  const kept = LEVELS.find(({ keepMs }) => from >= now - keepMs)?.step ?? LEVELS[2].step;
  // Points begin at round times, so a partial one may be added at each end.
  const fits = (to - from) / 1_000 / (MOST_POINTS - 2);
  const step = LADDER.find((width) => width >= Math.max(asked.step ?? 0, kept, fits)) ?? LADDER.at(-1)!;
  const ms = step * 1_000;
  return {
    from: Math.floor(from / ms) * ms,
    to: Math.ceil(to / ms) * ms,
    step,
    level: LEVELS.findLast((level) => level.step <= step)!.step,
  };
}

/** Covers a range with the widest rows that lie inside it, and with narrower ones at its ends while they are kept. */
export function piecesOf(from: number, to: number, finest: number): Piece[] {
  const cover = (start: number, end: number, levels: readonly number[]): Piece[] => {
    const [step, ...narrower] = levels;
    if (step === undefined || start >= end) return [];
    const ms = step * 1_000;
    const [inner, outer] = narrower.length > 0 ? [Math.ceil(start / ms) * ms, Math.floor(end / ms) * ms] : [start, end];
    if (inner >= outer) return cover(start, end, narrower);
    return [...cover(start, inner, narrower), { step, from: inner, to: outer }, ...cover(outer, end, narrower)];
  };
  return cover(
    from,
    to,
    LEVELS.map(({ step }) => step)
      .filter((step) => step >= finest)
      .reverse(),
  );
}

const invalid = (pointer: string, message: string): DomainError =>
  new DomainError('request.invalid', `${pointer.slice(1)} ${message}.`, { errors: [{ pointer, message }] });
