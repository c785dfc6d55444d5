export type Presence = 'all' | 'some' | 'none';

/**
 * Groups neighbouring points with the same presence: all of the time, part of it, or none. A point's share is between
 * 0 and 1; points with an unknown share belong to no group.
 */
export function runsOf(shares: readonly (number | null)[]): { first: number; last: number; presence: Presence }[] {
  const runs: { first: number; last: number; presence: Presence }[] = [];
  shares.forEach((share, index) => {
    if (share === null) return;
    const presence = share >= 1 ? 'all' : share > 0 ? 'some' : 'none';
    const before = runs.at(-1);
    if (before?.presence === presence && before.last === index - 1) before.last = index;
    else runs.push({ first: index, last: index, presence });
  });
  return runs;
}
