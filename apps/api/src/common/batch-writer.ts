import type { Logger } from '@nestjs/common';
import { isRefusedData, isSessionEnded } from './errors/sqlstate.js';
import { newId } from './http/ids.js';

/**
 * Names one batch of one writer, and never another one. A statement that takes it with `take_batch` writes the batch
 * once, however often it is tried.
 */
export interface BatchMark {
  /** UUID of the writer; each process has its own. */
  writer: string;
  /** Grows from batch to batch. */
  number: number;
}

/** Where a batch writer gets its rows and what it does with them. */
export interface BatchWriterOptions<R> {
  logger: Logger;
  /** What is written, as the warning calls it: `The request log`. */
  what: string;
  /** Longest time in milliseconds that a row waits; this is what a `kill -9` can lose. */
  flushMs: number;
  /** Time to the next attempt after the database did not answer; defaults to `flushMs`. */
  retryMs?: number;
  /** Takes the next batch; empty when nothing waits. Whoever collects the rows must bound what waits. */
  drain(): R[];
  /** Writes all rows or none. It is called again with the same rows and the same mark when the answer was lost. */
  write(rows: R[], mark: BatchMark): Promise<void>;
}

interface Batch<R> {
  rows: R[];
  mark?: BatchMark;
  /** Its last attempt met a connection that had ended. */
  unlucky?: boolean;
}

/**
 * Collects single rows and writes them in batches, so that recording costs an addition instead of a query. Batches are
 * written one after another. One whose answer was lost may have been written: it is tried again as it was, under the
 * same mark, before any other. One that holds a row which the database refuses is divided until that row is alone, and
 * only that row is given up.
 */
export class BatchWriter<R> {
  private timer?: NodeJS.Timeout;
  private writing: Promise<void> = Promise.resolve();
  private batches: Batch<R>[] = [];
  private readonly writer = newId();
  private number = 0;

  constructor(private readonly options: BatchWriterOptions<R>) {}

  /** Resolves when nothing is being written. */
  get written(): Promise<void> {
    return this.writing;
  }

  /** Schedules a write within `flushMs`. */
  schedule(): void {
    this.writeWithin(this.options.flushMs);
  }

  /** Writes what waits. Resolves when it is in the database, or kept because the database did not answer. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.writeAll()).then(() => undefined);
    return this.writing;
  }

  /**
   * Writes what waits, and begins some work in the moment when nothing waits any more; nothing is written before it has
   * ended. So what it reads contains all that was recorded before it began, and nothing of what is recorded later.
   * @throws why something could not be written, or what the work throws
   */
  betweenWrites<T>(work: () => Promise<T>): Promise<T> {
    const result = this.writing.then(() => this.writeAll(work));
    this.writing = result.then(
      () => undefined,
      () => undefined,
    );
    return result as Promise<T>;
  }

  private writeWithin(ms: number): void {
    this.timer ??= setTimeout(() => void this.flush(), ms).unref();
  }

  /** @param then runs at the end, when all is written; without it, what the database does not accept just waits */
  private async writeAll<T>(then?: () => Promise<T>): Promise<T | undefined> {
    const { logger, what, flushMs, retryMs = flushMs, write } = this.options;
    for (let batch = this.next(); batch; batch = this.next()) {
      try {
        batch.mark ??= { writer: this.writer, number: ++this.number };
        await write(batch.rows, batch.mark);
        this.batches.shift();
      } catch (error) {
        if (isRefusedData(error)) {
          this.divide(batch, error as Error);
          continue;
        }
        // The pool does not know yet that PostgreSQL has ended a session. At a stop there is no later attempt.
        batch.unlucky = !batch.unlucky && isSessionEnded(error);
        if (batch.unlucky) continue;
        logger.warn(`${what} cannot be written yet: ${(error as Error).message}`);
        this.writeWithin(retryMs);
        if (then) throw error;
        return undefined;
      }
    }
    return then?.();
  }

  /** The batch to write now; it stays first until it is written. */
  private next(): Batch<R> | undefined {
    if (this.batches.length === 0) {
      const rows = this.options.drain();
      if (rows.length > 0) this.batches.push({ rows });
    }
    return this.batches[0];
  }

  private divide({ rows }: Batch<R>, { message }: Error): void {
    const { logger, what } = this.options;
    const middle = rows.length >> 1;
    const halves = middle === 0 ? [] : [{ rows: rows.slice(0, middle) }, { rows: rows.slice(middle) }];
    if (middle === 0) logger.error(`${what}: the database refuses a row, which was given up: ${message}`);
    this.batches.splice(0, 1, ...halves);
  }
}
