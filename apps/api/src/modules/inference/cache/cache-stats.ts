import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { BatchWriter } from '../../../common/batch-writer.js';
import { addCacheCounts, NO_CACHE_COUNTS, type CacheCounts } from './cache-counts.js';
import { CacheDayRepository, type DayCounts } from './cache-day.repository.js';

/** Longest time that counts wait before they are written together. */
const FLUSH_MS = 2_000;

/** Counts cache events. A request costs an addition; the database gets the sums every few seconds. */
@Injectable()
export class CacheStats implements BeforeApplicationShutdown {
  private waiting?: CacheCounts;
  private readonly writer = new BatchWriter<DayCounts>({
    logger: new Logger('AnswerCache'),
    what: 'The counts of the cache',
    flushMs: FLUSH_MS,
    drain: () => {
      const counts = this.waiting;
      this.waiting = undefined;
      return counts ? [{ ...counts, day: new Date().toISOString().slice(0, 10) }] : [];
    },
    write: ([counts], mark) => this.days.add(counts!, mark),
  });

  constructor(private readonly days: CacheDayRepository) {}

  record(counts: Partial<CacheCounts>): void {
    this.add(counts);
    this.writer.schedule();
  }

  /** Writes what waits; what the database does not accept waits on. */
  flush(): Promise<void> {
    return this.writer.flush();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  private add(counts: Partial<CacheCounts>): void {
    this.waiting = addCacheCounts(this.waiting ?? NO_CACHE_COUNTS, counts);
  }
}
