import { type UsageRowDto } from '@pocket-llm/api-client';
import { NO_KEY, type UsageSearch } from './url';

export const METRICS = ['requests', 'tokens', 'errors'] as const;
export type Metric = (typeof METRICS)[number];
export type UsageRow = UsageRowDto;
export type Sums = Record<Metric, number>;

export const valueOf = (row: UsageRow, metric: Metric): number =>
  metric === 'tokens' ? row.input_tokens + row.output_tokens : row[metric];

const keyOf = (row: UsageRow): string => row.api_key_id ?? NO_KEY;

/** The rows within a range of days that match the filters. */
export function rowsOf(
  rows: readonly UsageRow[],
  { from, to }: { from: string; to: string },
  { key, model }: Pick<UsageSearch, 'key' | 'model'>,
): UsageRow[] {
  return rows.filter(
    (row) =>
      row.day !== null &&
      row.day >= from &&
      row.day <= to &&
      (!key || keyOf(row) === key) &&
      (!model || row.model === model),
  );
}

/** The sums of all rows. */
export function sumsOf(rows: readonly UsageRow[]): Sums {
  const sums: Sums = { requests: 0, tokens: 0, errors: 0 };
  for (const row of rows) for (const metric of METRICS) sums[metric] += valueOf(row, metric);
  return sums;
}

/** What all rows have cost, and the energy that was estimated for them. */
export const costOf = (rows: readonly UsageRow[]): { cost: number; energy: number } =>
  rows.reduce(
    (sum, { cost_micros, energy_micro_wh }) => ({ cost: sum.cost + cost_micros, energy: sum.energy + energy_micro_wh }),
    { cost: 0, energy: 0 },
  );

/** Whether there is anything to say of costs: an amount without a currency says nothing. */
export function isPriced(rows: readonly UsageRow[], currency: string | null): boolean {
  const { cost, energy } = costOf(rows);
  return (currency !== null && cost > 0) || energy > 0;
}

/** The relative change since the period before; undefined when that had none. */
export const deltaOf = (now: number, before: number): number | undefined =>
  before === 0 ? undefined : (now - before) / before;

export interface Share extends Sums {
  id: string;
  rows: UsageRow[];
  label: string | null;
}

/** The sums for each key or model, most used first. */
export function sharesOf(rows: readonly UsageRow[], by: 'key' | 'model'): Share[] {
  const shares = new Map<string, Share>();
  for (const row of rows) {
    const id = by === 'key' ? keyOf(row) : (row.model ?? '');
    const share = shares.get(id) ?? {
      id,
      label: by === 'key' ? row.key_name : row.model,
      requests: 0,
      tokens: 0,
      errors: 0,
      rows: [],
    };
    share.rows.push(row);
    for (const metric of METRICS) share[metric] += valueOf(row, metric);
    shares.set(id, share);
  }
  return [...shares.values()].sort((one, other) => other.requests - one.requests || other.tokens - one.tokens);
}

/** A metric for each day, in order; days without rows are 0. */
export function dailyOf(rows: readonly UsageRow[], days: readonly string[], metric: Metric): number[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.day!, (sums.get(row.day!) ?? 0) + valueOf(row, metric));
  return days.map((day) => sums.get(day) ?? 0);
}

/** More colours could not be told apart; the remaining models are one series. */
export const MAX_SERIES = 6;
export const OTHERS = '';

export interface Series {
  /** Name of the model; empty for the remaining models together. */
  model: string;
  values: number[];
  total: number;
}

/** A metric by day and model: the most used models, then the remaining ones as one series. */
export function seriesOf(rows: readonly UsageRow[], days: readonly string[], metric: Metric): Series[] {
  const models = [...new Set(rows.map(({ model }) => model ?? OTHERS))];
  const all = models
    .map((model): Series => {
      const values = dailyOf(
        rows.filter((row) => (row.model ?? OTHERS) === model),
        days,
        metric,
      );
      return { model, values, total: values.reduce((sum, value) => sum + value, 0) };
    })
    .filter(({ total }) => total > 0)
    .sort((one, other) => other.total - one.total);
  if (all.length <= MAX_SERIES) return all;
  const rest = all.slice(MAX_SERIES - 1);
  const values = days.map((_, day) => rest.reduce((sum, series) => sum + series.values[day]!, 0));
  return [
    ...all.slice(0, MAX_SERIES - 1),
    { model: OTHERS, values, total: rest.reduce((sum, series) => sum + series.total, 0) },
  ];
}
