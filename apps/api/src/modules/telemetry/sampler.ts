import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { MINUTE } from './figures.js';
import { Meter, type LoadedModel } from './meter.js';
import type { BackendNow, DatabaseNow, ProcessNow } from './observations.js';
import { RollupRepository } from './rollup.repository.js';

const SAMPLE_INTERVAL_MS = 10_000;
const PRUNE_INTERVAL_MS = 3_600_000;
/** Shortest time between two queries for the database size, which reads the directory. */
const DATABASE_SIZE_INTERVAL_MS = 60_000;
/** Only the largest models in memory are recorded, so that names cannot fill the table. */
const MOST_LOADED = 20;
/** Sampling interval of the event loop, in milliseconds. */
const RESOLUTION = 20;

/** Samples the process and the database every few seconds, and deletes expired figures. */
@Injectable()
export class Sampler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Telemetry');
  private readonly loop: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  private readonly timers: NodeJS.Timeout[] = [];
  private readQueue = () => 0;
  private readModels: () => Promise<LoadedModel[] | undefined> = () => Promise.resolve(undefined);
  private readBackends: () => Promise<BackendNow[]> = () => Promise.resolve([]);
  private modelsSeenIn = 0;
  private cpu = process.cpuUsage();
  private seenAt = performance.now();
  private last = { loop_lag_ms: 0, cpu_share: 0 };
  private size = { bytes: 0, at: -Infinity };

  constructor(
    private readonly meter: Meter,
    private readonly repository: RollupRepository,
  ) {}

  /** @param read the number of questions waiting for a backend */
  watchQueue(read: () => number): void {
    this.readQueue = read;
  }

  /** @param read the models in memory; `undefined` when unknown */
  watchModels(read: () => Promise<LoadedModel[] | undefined>): void {
    this.readModels = read;
  }

  /** @param read the model servers in service */
  watchBackends(read: () => Promise<BackendNow[]>): void {
    this.readBackends = read;
  }

  backends(): Promise<BackendNow[]> {
    return this.readBackends();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.loop.enable();
    this.meter.start();
    await this.look();
    const prune = () =>
      this.repository
        .prune()
        .catch((error: Error) => this.logger.warn(`Old figures were not removed: ${error.message}`));
    const looks = () => void this.look().then(() => this.lookAtModels());
    this.timers.push(
      setInterval(looks, SAMPLE_INTERVAL_MS).unref(),
      setInterval(() => void prune(), PRUNE_INTERVAL_MS).unref(),
    );
    await prune();
  }

  beforeApplicationShutdown(): void {
    this.timers.forEach((timer) => clearInterval(timer));
    this.loop.disable();
  }

  process(): ProcessNow {
    const { rss, heapUsed } = process.memoryUsage();
    const uptime = process.uptime();
    return {
      started_at: new Date(Date.now() - uptime * 1_000),
      uptime_seconds: Math.round(uptime),
      rss_bytes: rss,
      heap_bytes: heapUsed,
      ...this.last,
      queue_depth: this.readQueue(),
    };
  }

  async database(): Promise<DatabaseNow> {
    const { used, open, waiting } = this.repository.pool();
    return { pool_used: used, pool_open: open, pool_waiting: waiting, size_bytes: await this.bytes() };
  }

  private async look(): Promise<void> {
    const { user, system } = process.cpuUsage(this.cpu);
    const now = performance.now();
    const cpuMs = (user + system) / 1_000;
    // The timer itself waits that long between two samples; the rest is the lag.
    const lag = Math.max(0, this.loop.percentile(99) / 1e6 - RESOLUTION);
    this.last = {
      loop_lag_ms: Math.round(lag * 10) / 10,
      cpu_share: Math.round((cpuMs / Math.max(1, now - this.seenAt)) * 1_000) / 1_000,
    };
    this.cpu = process.cpuUsage();
    this.seenAt = now;
    this.loop.reset();
    const { used } = this.repository.pool();
    const database_bytes = await this.bytes();
    this.meter.sample({
      queue: this.readQueue(),
      rss_bytes: process.memoryUsage.rss(),
      loop_ms: this.last.loop_lag_ms,
      cpu_ms: Math.round(cpuMs),
      pool_used: used,
      database_bytes,
    });
  }

  /** Once in each minute, as soon as it is known: a timer of one minute would miss one now and then. */
  async lookAtModels(): Promise<void> {
    const minute = Math.floor(Date.now() / MINUTE);
    if (minute === this.modelsSeenIn) return;
    const models = await this.readModels();
    if (!models) return;
    this.modelsSeenIn = minute;
    this.meter.loaded(models.sort((a, b) => b.bytes - a.bytes).slice(0, MOST_LOADED));
  }

  private async bytes(): Promise<number> {
    if (performance.now() - this.size.at < DATABASE_SIZE_INTERVAL_MS) return this.size.bytes;
    const bytes = await this.repository.databaseBytes().catch(() => this.size.bytes);
    this.size = { bytes, at: performance.now() };
    return bytes;
  }
}
