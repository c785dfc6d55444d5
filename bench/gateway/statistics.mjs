// Medians, quantiles, and how far a median may be trusted.

const sorted = (values) => [...values].sort((a, b) => a - b);

/** @param q from 0 to 1; between two values it is interpolated */
export function quantile(values, q) {
  const all = sorted(values);
  const at = (all.length - 1) * q;
  const below = Math.floor(at);
  return all[below] + ((all[below + 1] ?? all[below]) - all[below]) * (at - below);
}

export const median = (values) => quantile(values, 0.5);

const RESAMPLES = 2_000;

/** The 95 % interval of the median, by drawing the values anew (bootstrap). */
export function interval(values) {
  const draw = () => values[Math.floor(Math.random() * values.length)];
  const medians = Array.from({ length: RESAMPLES }, () => median(values.map(draw)));
  return [quantile(medians, 0.025), quantile(medians, 0.975)];
}

/** In random order (Fisher and Yates). */
export function shuffled(values) {
  const all = [...values];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}
