import { Injectable } from '@nestjs/common';
import { addFigures, emptyFigures, type Figures } from './figures.js';
import { percentile } from './histogram.js';
import { loadedOf } from './loaded.js';
import { Meter } from './meter.js';
import { piecesOf, rangeOf, type Range } from './range.js';
import { RollupRepository, type OfModel, type Point } from './rollup.repository.js';
import { Sampler } from './sampler.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Models with a line of their own. */
const MOST_LINES = 6;

const rounded = (value: number, digits = 3): number => Math.round(value * 10 ** digits) / 10 ** digits;
const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : rounded(part / whole, 4));
const speedOf = (tokens: number, ms: number): number | null => (ms === 0 ? null : rounded((tokens / ms) * 1_000, 1));
/** A figure that the process samples; `null` where there was no sample. */
const measured = (samples: number, value: number): number | null => (samples === 0 ? null : rounded(value));

/** Figures that a point and the whole range have in common. */
const shown = (f: Figures) => ({
  requests: f.requests,
  errors: f.server_errors,
  client_errors: f.client_errors,
  answers: f.answers,
  failed_answers: f.failed_answers,
  p50_ms: percentile(f.latency, 0.5),
  p95_ms: percentile(f.latency, 0.95),
  p99_ms: percentile(f.latency, 0.99),
  ttft_p50_ms: percentile(f.ttft, 0.5),
  ttft_p95_ms: percentile(f.ttft, 0.95),
  input_tokens: f.input_tokens,
  output_tokens: f.output_tokens,
  tokens_per_second: speedOf(f.timed_tokens, f.timed_ms),
  queue_depth: f.samples === 0 && f.queue_max === 0 ? null : f.queue_max,
  queue_mean: measured(f.samples, f.queue_sum / f.samples),
  cache_hit_rate: rateOf(f.cache_hits, f.cache_hits + f.cache_misses),
});

const NOTHING = Object.fromEntries(
  [...Object.keys(shown(emptyFigures())), 'rss_bytes', 'loop_lag_ms', 'cpu_share', 'pool_used', 'database_bytes'].map(
    (name) => [name, null],
  ),
);

/** Figures of a range, from the rollups only, so the cost does not grow with the request log. */
@Injectable()
export class TelemetryService {
  constructor(
    private readonly meter: Meter,
    private readonly rollups: RollupRepository,
    private readonly sampler: Sampler,
  ) {}

  /** @throws DomainError `request.invalid` for an invalid or too long range */
  async report(asked: { from?: Date; to?: Date; step?: number }) {
    const range = rangeOf(asked);
    await this.meter.flush();
    const pieces = piecesOf(range.from, range.to, range.level);
    const [points, models, by_user, loaded, database] = await Promise.all([
      this.rollups.series(range),
      this.rollups.byModel(pieces),
      this.rollups.byUser(pieces),
      this.rollups.loaded(range),
      this.sampler.database(),
    ]);
    const lines = models.filter(({ timed_ms }) => timed_ms > 0).slice(0, MOST_LINES);
    const speeds =
      lines.length === 0
        ? []
        : await this.rollups.speeds(
            range,
            lines.map(({ subject }) => subject),
          );
    const times = timesOf(range);
    const byTime = new Map(points.map((point) => [point.t, point]));
    return {
      from: new Date(range.from),
      to: new Date(range.to),
      step: range.step,
      totals: totalsOf(points),
      series: times.map((t) => ({ t: new Date(t), ...pointOf(byTime.get(t), range.step) })),
      speed_by_model: lines.map(({ subject: model }) => {
        const own = new Map(
          speeds.filter((row) => row.model === model).map(({ t, tokens, ms }) => [t, speedOf(tokens, ms)]),
        );
        return { model, values: times.map((t) => own.get(t) ?? null) };
      }),
      loaded_models: loadedOf(loaded, times),
      by_model: models.map(modelOf),
      by_user: by_user.map(({ server_errors: errors, ...user }) => ({ ...user, errors })),
      restarts: points.filter(({ starts }) => starts > 0).map(({ t, starts }) => ({ t: new Date(t), count: starts })),
      process: this.sampler.process(),
      database,
    };
  }

  /** Few figures of the last day, each with its sum and a point for each hour; `null` where nothing was measured. */
  async lastDay() {
    const now = Date.now();
    const range = rangeOf({ from: new Date(now - DAY_MS), to: new Date(now), step: 3_600 });
    await this.meter.flush();
    const [points, people] = await Promise.all([this.rollups.series(range), this.rollups.people(range)]);
    const byTime = new Map(points.map((point) => [point.t, point]));
    const peopleAt = new Map(people.map(({ t, n }) => [t, n]));
    const sum = emptyFigures();
    for (const point of points) addFigures(sum, point);
    const figure = (read: (figures: Figures) => number | null) => ({
      value: read(sum),
      series: timesOf(range).map((t) => {
        const point = byTime.get(t);
        return point ? read(point) : null;
      }),
    });
    return {
      from: new Date(range.from),
      to: new Date(range.to),
      step: range.step,
      figures: {
        requests: figure(({ requests }) => requests),
        tokens: figure(({ input_tokens, output_tokens }) => input_tokens + output_tokens),
        errors: figure(({ server_errors }) => server_errors),
        ttft_p95_ms: figure(({ ttft }) => percentile(ttft, 0.95)),
        people: {
          value: peopleAt.get(null) ?? 0,
          series: timesOf(range).map((t) => (byTime.has(t) ? (peopleAt.get(t) ?? 0) : null)),
        },
      },
    };
  }

  /** Totals of each action, overall and in the last day. */
  async activity(): Promise<{ action_counts: Record<string, number>; recent_activity_24h: number }> {
    await this.meter.flush();
    const now = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
    const [action_counts, recent_activity_24h] = await Promise.all([
      this.rollups.actions(),
      this.rollups.requests(piecesOf(now - DAY_MS, now, 60)),
    ]);
    return { action_counts, recent_activity_24h };
  }
}

function timesOf({ from, to, step }: Range): number[] {
  return Array.from({ length: Math.round((to - from) / 1_000 / step) }, (_, i) => from + i * step * 1_000);
}

/** A point without a row is unknown, not zero: no server was running then, or none that recorded figures. */
function pointOf(point: Point | undefined, step: number) {
  if (!point) return NOTHING as Record<keyof ReturnType<typeof known>, null>;
  return known(point, step);
}

function known(point: Point, step: number) {
  const { samples, rss_bytes, loop_ms, cpu_ms, pool_used, database_bytes } = point;
  return {
    ...shown(point),
    rss_bytes: measured(samples, rss_bytes),
    loop_lag_ms: measured(samples, loop_ms),
    cpu_share: measured(samples, cpu_ms / 1_000 / Math.min(step, samples * 10)),
    pool_used: measured(samples, pool_used),
    database_bytes: measured(samples, database_bytes),
  };
}

function totalsOf(points: readonly Point[]) {
  const sum = emptyFigures();
  for (const point of points) addFigures(sum, point);
  return { ...shown(sum), error_rate: rateOf(sum.server_errors, sum.requests) };
}

function modelOf(figures: OfModel) {
  const {
    requests,
    errors,
    p50_ms,
    p95_ms,
    ttft_p50_ms,
    ttft_p95_ms,
    input_tokens,
    output_tokens,
    tokens_per_second,
    cache_hit_rate,
  } = shown(figures);
  return {
    model: figures.subject,
    requests,
    errors,
    p50_ms,
    p95_ms,
    ttft_p50_ms,
    ttft_p95_ms,
    input_tokens,
    output_tokens,
    tokens_per_second,
    cache_hit_rate,
  };
}
