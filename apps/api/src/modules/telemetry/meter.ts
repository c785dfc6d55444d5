import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { BatchWriter } from '../../common/batch-writer.js';
import { Bucket, emptyFigures, MINUTE, united, type Figures, type Row } from './figures.js';
import { PrometheusMetrics } from './prometheus.js';
import { bucketOf } from './histogram.js';
import type { AnswerObservation, RequestObservation } from './observations.js';
import { RollupRepository } from './rollup.repository.js';

/** Longest time that figures wait before they are written together; a `kill -9` can lose them. */
const FLUSH_MS = 5_000;
/** Rows kept while the database is unavailable; beyond this number the oldest are dropped. */
const MOST_WAITING = 50_000;
/** Long-lived streams whose duration says nothing about the portal's speed. */
const OPEN_ENDED = /\/(stream|events)$/;

/** A sample of the process. */
export interface Sample {
  queue: number;
  rss_bytes: number;
  loop_ms: number;
  cpu_ms: number;
  pool_used: number;
  database_bytes: number;
}

/** A model in memory; 0 bytes when its backend does not report them. */
export interface LoadedModel {
  model: string;
  bytes: number;
}

/** Counts events by minute. A request costs a few additions; the database gets batches. */
@Injectable()
export class Meter implements BeforeApplicationShutdown {
  private bucket = new Bucket(0);
  private waiting: Row[] = [];
  private readonly writer = new BatchWriter<Row>({
    logger: new Logger('Telemetry'),
    what: 'The figures',
    flushMs: FLUSH_MS,
    drain: () => {
      const rows = united([...this.waiting, ...(this.bucket.at === 0 ? [] : this.bucket.rows())]);
      this.waiting = [];
      this.bucket = new Bucket(0);
      return rows;
    },
    write: (rows, mark) => this.repository.add(rows, mark),
  });

  constructor(
    private readonly repository: RollupRepository,
    private readonly metrics: PrometheusMetrics,
  ) {}

  /** Records a finished request. */
  recordRequest(observed: RequestObservation): void {
    const { route, action, status, ms, userId } = observed;
    const { all, users, actions } = this.now();
    const slot = OPEN_ENDED.test(route) ? undefined : bucketOf(ms);
    countRequest(all, status, slot);
    if (userId !== undefined) countRequest(of(users, userId), status, slot);
    of(actions, action).requests++;
    this.metrics.recordRequest(observed, slot !== undefined);
  }

  /** Records a finished answer, successful or not. */
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

  /** Records the length of the queue. */
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

  /** Records a sample of the models in memory. */
  loaded(models: readonly LoadedModel[]): void {
    const { loaded } = this.now();
    of(loaded, '').samples++;
    for (const { model, bytes } of models) {
      const figures = of(loaded, model);
      figures.samples++;
      figures.rss_bytes = Math.max(figures.rss_bytes, bytes);
    }
  }

  /** Records a start of the process. */
  start(): void {
    this.now().all.starts++;
  }

  /** Writes what waits. Resolves when it is in the database, or put back because the database did not answer. */
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
      if (this.bucket.at !== 0) this.waiting = [...this.waiting, ...this.bucket.rows()].slice(-MOST_WAITING);
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
