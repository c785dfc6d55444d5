import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { BatchWriter } from '../../common/batch-writer.js';
import { Bucket, emptyFigures, MINUTE, united, type Figures, type Row } from './figures.js';
import { PrometheusMetrics } from './prometheus.js';
import { bucketOf } from './histogram.js';
import type { AnswerObservation, RequestObservation } from './observations.js';
import { RollupRepository } from './rollup.repository.js';

/** Figures wait at most this long before they are written together; what a `kill -9` can lose. */
const FLUSH_MS = 5_000;
/** Rows that wait for a database that is away; beyond them the oldest are given up. */
const MOST_WAITING = 50_000;
/** Streams that are open for as long as somebody looks say nothing about how fast the portal is. */
const OPEN_ENDED = /\/(stream|events)$/;

/** What the process looks like at a moment. */
export interface Sample {
  queue: number;
  rss_bytes: number;
  loop_ms: number;
  cpu_ms: number;
  pool_used: number;
  database_bytes: number;
}

/** A model in memory; bytes 0 where its backend does not say. */
export interface LoadedModel {
  model: string;
  bytes: number;
}

/** Counts what happens, by minute. A request costs some additions; the database hears of it in batches. */
@Injectable()
export class Meter implements BeforeApplicationShutdown {
  private bucket = new Bucket(0);
  private waiting: Row[] = [];
  private readonly writer = new BatchWriter<Row[]>({
    logger: new Logger('Telemetry'),
    what: 'The figures',
    flushMs: FLUSH_MS,
    drain: () => {
      const rows = united([...this.waiting, ...(this.bucket.at === 0 ? [] : this.bucket.rows())]);
      this.waiting = [];
      this.bucket = new Bucket(0);
      return rows.length > 0 ? rows : undefined;
    },
    write: (rows) => this.repository.add(rows),
    restore: (rows) => {
      this.waiting = united([...rows, ...this.waiting]).slice(-MOST_WAITING);
    },
  });

  constructor(
    private readonly repository: RollupRepository,
    private readonly metrics: PrometheusMetrics,
  ) {}

  /** A request is over. */
  recordRequest(observed: RequestObservation): void {
    const { route, action, status, ms, userId } = observed;
    const { all, users, actions } = this.now();
    const slot = OPEN_ENDED.test(route) ? undefined : bucketOf(ms);
    countRequest(all, status, slot);
    if (userId !== undefined) countRequest(of(users, userId), status, slot);
    of(actions, action).requests++;
    this.metrics.recordRequest(observed, slot !== undefined);
  }

  /** An answer is over, well or not. */
  recordAnswer(observed: AnswerObservation): void {
    const { all, users, models } = this.now();
    countAnswer(all, observed);
    countAnswer(of(users, observed.userId), observed);
    const model = of(models, observed.model);
    countAnswer(model, observed);
    model.requests++;
    if (observed.failed) model.server_errors++;
    model.latency[bucketOf(observed.ms)]!++;
    this.metrics.recordAnswer(observed);
  }

  /** The queue is this long now. */
  queue(depth: number): void {
    const { all } = this.now();
    if (depth > all.queue_max) all.queue_max = depth;
  }

  sample({ queue, ...seen }: Sample): void {
    this.queue(queue);
    const { all } = this.now();
    all.samples++;
    all.queue_sum += queue;
    all.cpu_ms += seen.cpu_ms;
    for (const name of ['rss_bytes', 'loop_ms', 'pool_used', 'database_bytes'] as const)
      all[name] = Math.max(all[name], seen[name]);
  }

  /** Somebody looked which models are in memory, and saw these. */
  loaded(models: readonly LoadedModel[]): void {
    const { loaded } = this.now();
    of(loaded, '').samples++;
    for (const { model, bytes } of models) {
      const figures = of(loaded, model);
      figures.samples++;
      figures.rss_bytes = Math.max(figures.rss_bytes, bytes);
    }
  }

  /** The process has started. */
  start(): void {
    this.now().all.starts++;
  }

  /** Writes what waits. Resolves when it is in the database, or back because the database did not answer. */
  flush(): Promise<void> {
    return this.writer.flush();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  private now(): Bucket {
    const time = Date.now();
    const at = time - (time % MINUTE);
    if (this.bucket.at !== at) {
      if (this.bucket.at !== 0) this.waiting.push(...this.bucket.rows());
      this.bucket = new Bucket(at);
    }
    this.writer.schedule();
    return this.bucket;
  }
}

function of(map: Map<string, Figures>, subject: string): Figures {
  let figures = map.get(subject);
  if (!figures) map.set(subject, (figures = emptyFigures()));
  return figures;
}

function countRequest(figures: Figures, status: number, slot: number | undefined): void {
  figures.requests++;
  if (status >= 500) figures.server_errors++;
  else if (status >= 400) figures.client_errors++;
  if (slot !== undefined) figures.latency[slot]!++;
}

function countAnswer(
  figures: Figures,
  { failed, cache, ttft_ms, input_tokens, output_tokens, speed }: AnswerObservation,
): void {
  figures.answers++;
  if (failed) figures.failed_answers++;
  if (cache === 'hit') figures.cache_hits++;
  else if (cache === 'miss') figures.cache_misses++;
  if (ttft_ms !== null) figures.ttft[bucketOf(ttft_ms)]!++;
  figures.input_tokens += input_tokens;
  figures.output_tokens += output_tokens;
  if (speed) {
    figures.timed_tokens += speed.tokens;
    figures.timed_ms += Math.round(speed.ms);
  }
}
