import type { Logger } from '@nestjs/common';

/** Where a batch writer gets its batches and what it does with them. `B` is the type of one batch. */
export interface BatchWriterOptions<B> {
  logger: Logger;
  /** What is written, as the warning calls it: `The request log`. */
  what: string;
  /** Longest time in milliseconds that an item waits; this is what a `kill -9` can lose. */
  flushMs: number;
  /** Time to the next attempt after the database did not answer; defaults to `flushMs`. */
  retryMs?: number;
  /** Takes the next batch; `undefined` when nothing waits. */
  drain(): B | undefined;
  write(batch: B): Promise<void>;
  /** Puts a batch back that the database rejected. It must bound what waits. */
  restore(batch: B): void;
}

/**
 * Collects single records and writes them in batches, so that recording costs an addition instead of a query. Batches
 * are written one after another. A batch that the database does not accept waits for the next attempt.
 */
export class BatchWriter<B> {
  private timer?: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: BatchWriterOptions<B>) {}

  /** Schedules a write within `flushMs`. */
  schedule(): void {
    this.writeWithin(this.options.flushMs);
  }

  /** Writes what waits. Resolves when it is in the database, or put back because the database did not answer. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.writeAll());
    return this.writing;
  }

  private writeWithin(ms: number): void {
    this.timer ??= setTimeout(() => void this.flush(), ms).unref();
  }

  private async writeAll(): Promise<void> {
    const { drain, write, restore, logger, what, flushMs, retryMs = flushMs } = this.options;
    for (let batch = drain(); batch !== undefined; batch = drain()) {
      try {
        await write(batch);
      } catch (error) {
        restore(batch);
        logger.warn(`${what} cannot be written yet: ${(error as Error).message}`);
        return this.writeWithin(retryMs);
      }
    }
  }
}
