/** Five bounds per factor of ten, from 1 ms to ten and a half minutes; the last bucket has everything longer. */
const PER_DECADE = 5;
const BOUNDS = 30;
/** Number of buckets. */
export const BUCKETS = BOUNDS + 1;

/** Upper ends of the buckets in milliseconds; the last bucket has none. */
export const UPPER_MS: readonly number[] = Array.from({ length: BOUNDS }, (_, i) => 10 ** (i / PER_DECADE));

/** Index of a duration's bucket. */
export const bucketOf = (ms: number): number =>
  ms <= 1 ? 0 : Math.min(BOUNDS, Math.ceil(PER_DECADE * Math.log10(ms) - 1e-9));

export const emptyHistogram = (): number[] => new Array<number>(BUCKETS).fill(0);

/** The quantile in milliseconds: exact to the bucket, linear inside it. `null` without observations. */
export function percentile(histogram: readonly number[], share: number): number | null {
  const total = histogram.reduce((sum, n) => sum + n, 0);
  if (total === 0) return null;
  const wanted = share * total;
  let before = 0;
  for (const [i, n] of histogram.entries()) {
    if (n > 0 && before + n >= wanted) {
      const low = i === 0 ? 0 : UPPER_MS[i - 1]!;
      const high = UPPER_MS[i] ?? low;
      return Math.round((low + ((wanted - before) / n) * (high - low)) * 10) / 10;
    }
    before += n;
  }
  return UPPER_MS.at(-1)!;
}
