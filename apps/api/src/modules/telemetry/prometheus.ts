import { Injectable } from '@nestjs/common';
import { AggregatorRegistry, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { UPPER_MS } from './histogram.js';
import type { AnswerObservation, BackendNow, DatabaseNow, ProcessNow, RequestObservation } from './observations.js';

/** Known methods; a request may contain any other word. */
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
/** Label sets per metric; further ones are counted under one name, so that nobody can make the page grow. */
const MOST_SERIES = 500;
/** The buckets of the rollups, in seconds. */
const BUCKETS = UPPER_MS.map((ms) => Number((ms / 1_000).toPrecision(4)));

/** A label set of a counter, and what has been counted of it since the last page. */
interface Series<T extends string> {
  labels: Record<T, string>;
  added: number;
}

/**
 * A counter with a bounded number of label sets. It adds up by itself until somebody asks for the page: the library
 * sorts and joins the labels with every addition.
 */
class BoundedCounter<T extends string> {
  private readonly series = new Map<string, Series<T>>();
  private readonly other: Series<T>;

  constructor(registry: Registry, name: string, help: string, labelNames: readonly T[]) {
    const labels = Object.fromEntries(labelNames.map((label) => [label, 'other'])) as Record<T, string>;
    this.other = { labels, added: 0 };
    const { series, other } = this;
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        for (const one of series.values()) {
          this.inc(one.labels, one.added);
          one.added = 0;
        }
        if (other.added > 0) this.inc(other.labels, other.added);
        other.added = 0;
      },
    });
  }

  /** @param key identifies the label set */
  add(key: string, labels: Record<T, string>, value = 1): void {
    let series = this.series.get(key);
    if (!series) {
      if (this.series.size >= MOST_SERIES) series = this.other;
      else this.series.set(key, (series = { labels, added: 0 }));
    }
    series.added += value;
  }
}

/** What one process has counted and measured. */
export type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/**
 * The page in Prometheus' exposition format: the sum over the processes, or what each gauge says of itself.
 * @param gone of processes that have ended: what they counted stays counted
 */
export const pageOf = (figures: Figures[], gone: Figures[] = []): Promise<string> =>
  AggregatorRegistry.aggregate([
    ...figures,
    ...gone.map((all) => all.filter(({ type }) => String(type) !== 'gauge')),
  ]).metrics();

/** Metrics for Prometheus: since the start of this process, with few labels. */
@Injectable()
export class PrometheusMetrics {
  private readonly registry = new Registry();
  private readonly requests = this.counter('pocket_llm_http_requests_total', 'Finished HTTP requests.', [
    'route',
    'method',
    'status',
  ]);
  private readonly durations = this.histogram(
    'pocket_llm_http_request_duration_seconds',
    'Duration of HTTP requests, without streams that stay open.',
    'method',
  );
  private readonly answers = this.counter('pocket_llm_answers_total', 'Finished questions to a model.', [
    'model',
    'result',
  ]);
  private readonly answerTimes = this.histogram(
    'pocket_llm_answer_duration_seconds',
    'Time from the question to the end of the answer.',
    'model',
  );
  private readonly firstTokens = this.histogram(
    'pocket_llm_time_to_first_token_seconds',
    'Time from the start at the backend to the first token.',
    'model',
  );
  private readonly tokens = this.counter('pocket_llm_tokens_total', 'Tokens of prompts and answers.', [
    'model',
    'kind',
  ]);
  private readonly cost = this.counter(
    'pocket_llm_cost_total',
    'What answers have cost, in the currency of the portal.',
    ['model'],
  );
  private readonly energy = this.counter(
    'pocket_llm_energy_watt_hours_total',
    'Energy of the answers, as the watt-hours of their models estimate it.',
    ['model'],
  );
  private readonly cache = this.counter('pocket_llm_cache_lookups_total', 'Lookups in the answer cache.', ['result']);
  private readonly backendUp = new Gauge({
    name: 'pocket_llm_backend_up',
    help: 'Whether a model server in service answers: 1, or 0 when it does not, or is left alone after faults.',
    labelNames: ['backend'],
    aggregator: 'min',
    registers: [this.registry],
  });
  private readonly queue = this.gauge('pocket_llm_queue_depth', 'Questions that are waiting for a backend.');
  private readonly lag = this.gauge(
    'pocket_llm_event_loop_lag_p99_seconds',
    "p99 of the event loop's delay over the last ten seconds.",
    'max',
  );
  private readonly uptime = this.gauge('pocket_llm_uptime_seconds', 'Time since the start of the process.', 'max');
  private readonly poolUsed = this.gauge('pocket_llm_database_connections_used', 'Connections in use.');
  private readonly poolOpen = this.gauge('pocket_llm_database_connections_open', 'Connections in the pool.');
  private readonly poolWaiting = this.gauge('pocket_llm_database_waiting', 'Callers waiting for a connection.');
  private readonly size = this.gauge('pocket_llm_database_size_bytes', 'Size of the database on disk.', 'max');
  private readonly rss = this.gauge('process_resident_memory_bytes', 'Memory of the process.');
  private readonly heap = this.gauge('nodejs_heap_size_used_bytes', 'Heap in use.');
  private readonly cpu = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the process.',
    registers: [this.registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });

  /** Records a finished request. @param timed whether its duration says something about the portal's speed */
  recordRequest({ route, method, status, ms }: RequestObservation, timed: boolean): void {
    const known = METHODS.has(method) ? method : 'other';
    const code = `${Math.floor(status / 100)}xx`;
    // The address of an unknown route could be any text.
    this.requests.add(`${known} ${code} ${route}`, { route: route || 'other', method: known, status: code });
    if (timed) this.durations.observe({ method: known }, ms / 1_000);
  }

  /** Records a finished answer, successful or not. */
  recordAnswer(observed: AnswerObservation): void {
    const { model, failed, ms, ttft_ms, cache, input_tokens, output_tokens } = observed;
    const { cost_micros = 0, energy_micro_wh = 0 } = observed;
    const result = failed ? 'failed' : 'ok';
    this.answers.add(`${result} ${model}`, { model, result });
    this.answerTimes.observe({ model }, ms / 1_000);
    if (ttft_ms !== null) this.firstTokens.observe({ model }, ttft_ms / 1_000);
    this.tokens.add(`in ${model}`, { model, kind: 'input' }, input_tokens);
    this.tokens.add(`out ${model}`, { model, kind: 'output' }, output_tokens);
    // A model without a price has no line.
    if (cost_micros > 0) this.cost.add(model, { model }, cost_micros / 1e6);
    if (energy_micro_wh > 0) this.energy.add(model, { model }, energy_micro_wh / 1e6);
    if (cache) this.cache.add(cache, { result: cache });
  }

  /** The figures of this process. */
  figures(now: ProcessNow, database: DatabaseNow, backends: BackendNow[]): Promise<Figures> {
    this.backendUp.reset();
    for (const { id, up } of backends) this.backendUp.set({ backend: id }, up ? 1 : 0);
    this.queue.set(now.queue_depth);
    this.lag.set(now.loop_lag_ms / 1_000);
    this.uptime.set(now.uptime_seconds);
    this.poolUsed.set(database.pool_used);
    this.poolOpen.set(database.pool_open);
    this.poolWaiting.set(database.pool_waiting);
    this.size.set(database.size_bytes);
    this.rss.set(now.rss_bytes);
    this.heap.set(now.heap_bytes);
    return this.registry.getMetricsAsJSON();
  }

  private counter<T extends string>(name: string, help: string, labels: readonly T[]): BoundedCounter<T> {
    return new BoundedCounter(this.registry, name, help, labels);
  }

  private histogram<T extends string>(name: string, help: string, label: T): Histogram<T> {
    return new Histogram({ name, help, labelNames: [label], buckets: BUCKETS, registers: [this.registry] });
  }

  /** @param aggregator of several processes on this machine; the sum, unless it says something else */
  private gauge(name: string, help: string, aggregator: 'sum' | 'max' = 'sum'): Gauge {
    return new Gauge({ name, help, aggregator, registers: [this.registry] });
  }
}
