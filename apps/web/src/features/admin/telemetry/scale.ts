/** The end of an axis: the next number that is easy to read. */
export function niceTop(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 8, 10].map((step) => step * power).find((top) => top >= most * 0.999)!;
}

/** Where the middle of a point lies, in percent of the width. */
export const middleOf = (index: number, count: number): number => ((index + 0.5) / count) * 100;

/** A line through the values in a box of 100 by 100. What is missing is a gap; a value alone between gaps is a dot. */
export function linePath(values: readonly (number | null)[], top: number): string {
  const round = (value: number) => Math.round(value * 100) / 100;
  let path = '';
  values.forEach((value, index) => {
    if (value === null) return;
    const place = `${round(middleOf(index, values.length))} ${round(100 - Math.min(1, value / top) * 100)}`;
    const [before, after] = [values[index - 1] ?? null, values[index + 1] ?? null];
    path += before === null ? `M${place}` : `L${place}`;
    if (before === null && after === null) path += `L${place}`;
  });
  return path;
}

/** The last value that is known, and the greatest. */
export function lastAndMax(values: readonly (number | null)[]): { last: number | null; max: number | null } {
  const known = values.filter((value) => value !== null);
  return { last: known.at(-1) ?? null, max: known.length > 0 ? Math.max(...known) : null };
}

export type Presence = 'all' | 'some' | 'none';

/** Points one after the other at which something was there all of the time, some of it, or not; unknown points belong to none. */
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
