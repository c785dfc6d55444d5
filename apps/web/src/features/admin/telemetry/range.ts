import { type TelemetryRange, type TelemetrySearch } from './url';

const HOUR_MS = 3_600_000;
const RANGE_MS: Record<TelemetryRange, number> = {
  '15m': HOUR_MS / 4,
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
  '90d': 2_160 * HOUR_MS,
  '400d': 9_600 * HOUR_MS,
};
export const DEFAULT_RANGE: TelemetryRange = '1h';
export const DEFAULT_REFRESH_SECONDS = 10;
const MIN_RANGE_MS = 5 * 60_000;
const MAX_RANGE_MS = RANGE_MS['400d'];

/**
 * The range of an address in milliseconds: a custom one if both ends are given and in order, else one that ends now.
 */
export function rangeOf(
  { range = DEFAULT_RANGE, from, to }: TelemetrySearch,
  now = Date.now(),
): { from: number; to: number } {
  if (from && to && from < to)
    return { from: Math.max(Date.parse(from), Date.parse(to) - MAX_RANGE_MS), to: Date.parse(to) };
  return { from: now - RANGE_MS[range], to: now };
}

/** A custom range for the address, with a minimum length, so that there is something to see. */
export function ownRange(from: number, to: number): Pick<TelemetrySearch, 'from' | 'to' | 'range'> {
  const more = Math.max(0, MIN_RANGE_MS - (to - from)) / 2;
  return { range: undefined, from: new Date(from - more).toISOString(), to: new Date(to + more).toISOString() };
}

/** A range twice as long with the same centre, ending now at the latest. */
export function zoomedOut(
  { from, to }: { from: number; to: number },
  now = Date.now(),
): Pick<TelemetrySearch, 'from' | 'to' | 'range'> {
  const half = Math.min(MAX_RANGE_MS, (to - from) * 2) / 2;
  const end = Math.min(now, (from + to) / 2 + half);
  return ownRange(end - 2 * half, end);
}
