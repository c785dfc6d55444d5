import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { CacheCountsDto } from './cache.dto.js';
import { CacheDayRepository } from './cache-day.repository.js';

/** Counts wait at most this long before they are written together. */
const FLUSH_MS = 2_000;

const NONE: CacheCountsDto = { hits: 0, misses: 0, joined: 0, tokens_saved: 0, ms_saved: 0 };

/** Counts what the cache does. A question costs an addition; the database hears of it every few seconds. */
@Injectable()
export class CacheStats implements BeforeApplicationShutdown {
  private readonly logger = new Logger('AnswerCache');
  private waiting = { ...NONE };
  private timer?: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly days: CacheDayRepository) {}

  note(counts: Partial<CacheCountsDto>): void {
    this.add(counts);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what waits; what the database does not take waits on. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async write(): Promise<void> {
    const counts = this.waiting;
    this.waiting = { ...NONE };
    if (Object.values(counts).every((count) => count === 0)) return;
    await this.days.add(new Date().toISOString().slice(0, 10), counts).catch((error: Error) => {
      this.logger.warn(`The counts of the cache wait for the database: ${error.message}`);
      this.add(counts);
    });
  }

  private add(counts: Partial<CacheCountsDto>): void {
    for (const key of Object.keys(NONE) as (keyof CacheCountsDto)[]) this.waiting[key] += Math.round(counts[key] ?? 0);
  }
}
