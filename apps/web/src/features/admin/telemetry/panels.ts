import { type Telemetry } from '@pocket-llm/api-client';
import { LINE_COLORS } from '@/components/chart/colors';
import { formatBytes, formatDuration, formatNumber, formatPercent } from '@/lib/format';

const short = (value: number) =>
  formatNumber(value, { notation: value >= 10_000 ? 'compact' : 'standard', maximumSignificantDigits: 3 });

/** How a panel formats its numbers. A unit that is not part of the number is shown beside the title. */
export const FORMATS = {
  count: short,
  ms: (value: number) =>
    value < 10
      ? formatNumber(value, { style: 'unit', unit: 'millisecond', maximumSignificantDigits: 2 })
      : formatDuration(value),
  speed: short,
  percent: formatPercent,
  bytes: formatBytes,
} as const;

type Point = Telemetry['series'][number];
type Figure = Exclude<keyof Point, 't'>;
export interface Line {
  /** Key of the name in the catalog; for a model, its name. */
  name: string;
  isModel?: true;
  values: readonly (number | null)[];
  color: string;
  dashed?: boolean;
  /** The memory that the model uses, if known. */
  bytes?: number | null;
}
export interface Panel {
  id: string;
  unit: keyof typeof FORMATS;
  /** Bars instead of lines. */
  bars?: true;
  /** Number of lines that the legend has room for. */
  room: number;
  lines: readonly Line[];
}

/** What a failure is shows in its colour; all other lines take the next of the series. */
const LOOKS: Partial<Record<Figure, Pick<Line, 'color' | 'dashed'>>> = {
  client_errors: { color: 'var(--warn)' },
  errors: { color: 'var(--danger)' },
  failed_answers: { color: 'var(--danger)', dashed: true },
};

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
/** The server reports no more models than this separately. */
const MAX_MODELS = 6;

/** The panels in order; without values before data arrives. */
export function panelsOf(data: Telemetry | undefined): Panel[] {
  const { series = [], speed_by_model = [], loaded_models = [] } = data ?? {};
  const panels: Panel[] = PANELS.map(([id, unit, figures]) => ({
    id,
    unit,
    room: figures.length,
    lines: figures.map((name, index) => ({
      name,
      color: LINE_COLORS[index]!,
      ...LOOKS[name],
      values: series.map((point) => point[name]),
    })),
  }));
  panels.splice(3, 0, {
    id: 'speed',
    unit: 'speed',
    room: MAX_MODELS,
    lines: speed_by_model.map(({ model, values }, index) => ({
      name: model,
      isModel: true,
      color: LINE_COLORS[index]!,
      values,
    })),
  });
  panels.push({
    id: 'loaded',
    unit: 'percent',
    bars: true,
    room: MAX_MODELS,
    lines: loaded_models.map(({ model, memory_bytes, values }, index) => ({
      name: model,
      isModel: true,
      color: LINE_COLORS[index]!,
      bytes: memory_bytes,
      values,
    })),
  });
  return panels;
}
