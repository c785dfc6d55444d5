import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { BatchWriter } from '../../../common/batch-writer.js';
import { ShareRepository } from './share.repository.js';

/** How often counted views are written, in milliseconds; a `kill -9` can lose them. */
const FLUSH_MS = 10_000;

/** Counts how often shares are read, so that reading one writes nothing. */
@Injectable()
export class ShareViews implements BeforeApplicationShutdown {
  private counts = new Map<string, number>();
  private readonly writer = new BatchWriter<[string, number]>({
    logger: new Logger('Shares'),
    what: 'The views of shares',
    flushMs: FLUSH_MS,
    drain: () => {
      // In one order, so that two processes never wait for each other.
      const counted = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1));
      this.counts = new Map();
      return counted;
    },
    write: (views) => this.shares.addViews(views),
  });

  constructor(private readonly shares: ShareRepository) {}

  count(id: string): void {
    this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
    this.writer.schedule();
  }

  /** Writes what this process has counted. */
  flush(): Promise<void> {
    return this.writer.flush();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }
}
