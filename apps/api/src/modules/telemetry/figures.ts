import { emptyHistogram } from './histogram.js';
import type { Rollup, RollupKind } from './rollup.entity.js';

/** Columns that are summed over time, processes and subjects. */
export const SUMS = [
  'requests',
  'client_errors',
  'server_errors',
  'answers',
  'failed_answers',
  'cache_hits',
  'cache_misses',
  'input_tokens',
  'output_tokens',
  'timed_tokens',
  'timed_ms',
  'starts',
  'samples',
  'queue_sum',
  'cpu_ms',
] as const;
/** Columns of which the maximum counts. */
export const PEAKS = ['queue_max', 'rss_bytes', 'loop_ms', 'pool_used', 'database_bytes'] as const;
export const HISTOGRAMS = ['latency', 'ttft'] as const;

export type Figures = Record<(typeof SUMS)[number] | (typeof PEAKS)[number], number> &
  Record<(typeof HISTOGRAMS)[number], number[]>;
/** A row to be written; `at` in milliseconds. */
export type Row = Omit<Rollup, 'at'> & { at: number };

export function emptyFigures(): Figures {
  const numbers = Object.fromEntries([...SUMS, ...PEAKS].map((name) => [name, 0])) as Omit<
    Figures,
    (typeof HISTOGRAMS)[number]
  >;
  return { ...numbers, latency: emptyHistogram(), ttft: emptyHistogram() };
}

/** Adds `more` to `sum`. */
export function addFigures(sum: Figures, more: Figures): void {
  for (const name of SUMS) sum[name] += more[name];
  for (const name of PEAKS) sum[name] = Math.max(sum[name], more[name]);
  for (const name of HISTOGRAMS) for (let i = 0; i < more[name].length; i++) sum[name][i]! += more[name][i]!;
}

/**
 * Row widths in seconds (minute, five minutes, hour, day), and how long each is kept. The five-minute rows make a day
 * as cheap to read as a month.
 */
export const LEVELS = [
  { step: 60, keepMs: 48 * 3_600_000 },
  { step: 300, keepMs: 48 * 3_600_000 },
  { step: 3_600, keepMs: 400 * 86_400_000 },
  { step: 86_400, keepMs: 400 * 86_400_000 },
] as const;
export const MINUTE = 60_000;

/** Figures of one minute, by subject. */
export class Bucket {
  readonly all = emptyFigures();
  readonly users = new Map<string, Figures>();
  readonly models = new Map<string, Figures>();
  /** By model; the empty name counts the samples themselves. */
  readonly loaded = new Map<string, Figures>();
  readonly actions = new Map<string, Figures>();

  constructor(readonly at: number) {}

  /** The same figures as rows of each width. */
  rows(): Row[] {
    const rows: Row[] = [];
    const put = (step: number, kind: RollupKind, subject: string, figures: Figures) =>
      rows.push({ step, kind, subject, at: step === 0 ? 0 : this.at - (this.at % (step * 1_000)), ...figures });
    for (const { step } of LEVELS) {
      put(step, 'all', '', this.all);
      for (const [model, figures] of this.models) put(step, 'model', model, figures);
      for (const [user, figures] of this.users) put(step, 'user', user, figures);
      for (const [model, figures] of this.loaded) put(step, 'loaded', model, figures);
    }
    for (const [action, figures] of this.actions) put(0, 'action', action, figures);
    return rows;
  }
}

/** One row per key, sorted by key, so that two writers never deadlock. */
export function united(rows: readonly Row[]): Row[] {
  const byPlace = new Map<string, Row>();
  for (const row of rows) {
    const place = `${String(row.step).padStart(5)} ${row.kind} ${String(row.at).padStart(14)} ${row.subject}`;
    const known = byPlace.get(place);
    if (known) addFigures(known, row);
    else byPlace.set(place, { ...row, latency: [...row.latency], ttft: [...row.ttft] });
  }
  return [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
