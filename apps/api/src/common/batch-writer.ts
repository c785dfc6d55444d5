import type { Logger } from '@nestjs/common';

/** How a batch writer gets its batches, and what it does with them. `B` is whatever is written at once. */
export interface BatchWriterOptions<B> {
  logger: Logger;
  /** What is written, as the warning names it: `The request log`. */
  what: string;
  /** Longest time that something waits, in milliseconds; what a `kill -9` can lose. */
  flushMs: number;
  /** Time to the next try after the database did not answer; `flushMs` unless given. */
  retryMs?: number;
  /** Takes out what is to be written next; `undefined` when nothing waits. */
  drain(): B | undefined;
  write(batch: B): Promise<void>;
  /** Puts a batch back that the database did not take. It must bound what waits. */
  restore(batch: B): void;
}

/**
 * Writes in batches what is recorded one by one: recording costs an addition, and the database hears of it now and
 * then. Batches are written one after the other. What the database does not take waits for the next try.
 */
export class BatchWriter<B> {
  private timer?: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: BatchWriterOptions<B>) {}

  /** Something waits: it is written within `flushMs`. */
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
