import { type Telemetry } from '@pocket-llm/api-client';
import { formatBytes, formatDuration, formatNumber, formatPercent } from '@/lib/format';

export const FORMATS = {
  count: (value: number) => formatNumber(value, { notation: value >= 10_000 ? 'compact' : 'standard', maximumFractionDigits: 1 }),
  ms: formatDuration,
  speed: (value: number) => formatNumber(value, { maximumFractionDigits: 1 }),
  percent: formatPercent,
  bytes: formatBytes,
} as const;

type Point = Telemetry['series'][number];
type Figure = Exclude<keyof Point, 't'>;
export interface Line {
  /** Key of its name in the catalog; of a model the name itself. */
  name: string;
  isModel?: true;
  values: (number | null)[];
}
export interface Panel {
  id: string;
  unit: keyof typeof FORMATS;
  lines: Line[];
}

const PANELS: readonly [id: string, unit: Panel['unit'], figures: readonly Figure[]][] = [
  ['requests', 'count', ['requests', 'client_errors', 'errors', 'failed_answers']],
  ['latency', 'ms', ['p50_ms', 'p95_ms', 'p99_ms']],
  ['ttft', 'ms', ['ttft_p50_ms', 'ttft_p95_ms']],
  ['queue', 'count', ['queue_depth', 'queue_mean']],
  ['cache', 'percent', ['cache_hit_rate']],
  ['memory', 'bytes', ['rss_bytes']],
  ['loop', 'ms', ['loop_lag_ms']],
  ['cpu', 'percent', ['cpu_share']],
  ['pool', 'count', ['pool_used']],
];

/** What the charts show, in their order. */
export function panelsOf({ series, speed_by_model }: Telemetry): Panel[] {
  const panels: Panel[] = PANELS.map(([id, unit, figures]) => ({ id, unit, lines: figures.map((name) => ({ name, values: series.map((point) => point[name]) })) }));
  panels.splice(3, 0, { id: 'speed', unit: 'speed', lines: speed_by_model.map(({ model, values }) => ({ name: model, isModel: true, values })) });
  return panels;
}
