import type { Loaded } from './rollup.repository.js';

/** Models with a bar of their own. */
const MOST_BARS = 6;

/** The models that were in memory longest, and their share of each point; `null` where there was no sample. */
export function loadedOf(
  rows: readonly Loaded[],
  times: readonly number[],
): { model: string; memory_bytes: number | null; values: (number | null)[] }[] {
  const looks = new Map(rows.filter(({ model }) => model === '').map(({ t, samples }) => [t, samples]));
  const models = [...new Set(rows.map(({ model }) => model))].filter((model) => model !== '');
  const seen = models.map((model) => {
    const own = rows.filter((row) => row.model === model);
    return { model, own, samples: own.reduce((sum, { samples }) => sum + samples, 0) };
  });
  seen.sort((a, b) => b.samples - a.samples || (a.model < b.model ? -1 : 1));
  return seen.slice(0, MOST_BARS).map(({ model, own }) => {
    const byTime = new Map(own.map(({ t, samples }) => [t, samples]));
    const shareAt = (t: number) => {
      const all = looks.get(t);
      return all === undefined ? null : Math.round(((byTime.get(t) ?? 0) / all) * 1_000) / 1_000;
    };
    return { model, memory_bytes: Math.max(...own.map(({ bytes }) => bytes)) || null, values: times.map(shareAt) };
  });
}
