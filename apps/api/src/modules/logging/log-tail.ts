import { EventEmitter, once } from 'node:events';
import { sanitizeJsonForPostgres } from '../../common/sanitize-for-postgres.js';
import type { LogEntry } from './log.entity.js';
import { matches, type LogFilter } from './log.filter.js';
import { lineOf, type LogLine } from './model-call.js';

/** Lines a reader gets per second; further ones are only counted. */
const MOST_PER_SECOND = 500;

export interface TailBatch {
  logs: LogLine[];
  /** Number of lines skipped in the same time. */
  dropped: number;
}

/**
 * Lines as they are written, for live readers. Not a `ReplayBuffer`, which keeps everything for later readers:
 * a live tail has none, and a slow reader gets a count in place of the lines.
 */
export class LogTail {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  publish(rows: LogEntry[]): void {
    this.emitter.emit('rows', rows);
  }

  /** Matching lines from now on, until the signal aborts. */
  async *follow(filter: LogFilter, signal: AbortSignal): AsyncGenerator<TailBatch> {
    let waiting: TailBatch = { logs: [], dropped: 0 };
    let second = 0;
    let given = 0;
    const take = (rows: LogEntry[]) => {
      const now = Math.floor(Date.now() / 1_000);
      if (now !== second) [second, given] = [now, 0];
      for (const row of rows) {
        if (!matches(filter, row)) continue;
        if (given < MOST_PER_SECOND && waiting.logs.length < MOST_PER_SECOND) {
          waiting.logs.push(lineOf(storedAs(row)));
          given++;
        } else waiting.dropped++;
      }
    };
    this.emitter.on('rows', take);
    try {
      while (!signal.aborted) {
        if (waiting.logs.length + waiting.dropped === 0)
          await once(this.emitter, 'rows', { signal }).catch(() => undefined);
        else {
          const batch = waiting;
          waiting = { logs: [], dropped: 0 };
          yield batch;
        }
      }
    } finally {
      this.emitter.off('rows', take);
    }
  }
}

/** Its texts as the database has them. */
const storedAs = (row: LogEntry): LogEntry => ({
  ...row,
  metadata: row.metadata && sanitizeJsonForPostgres(row.metadata),
});
