import { randomUUID } from 'node:crypto';
import { parseJson } from '../../common/redis/parse-json.js';
import type { RedisLink } from '../../common/redis/redis-link.js';
import type { LogEntry } from './log.entity.js';

/** How often a process with live readers says so, and for how long that holds. */
const ASK_MS = 5_000;
const WANTED_MS = 12_000;

/** Log lines that the processes of one installation pass to each other's live readers. */
export abstract class LogRelay {
  /** Gets the lines of other processes. */
  abstract take: (rows: LogEntry[]) => void;

  /** Somebody here reads live. @returns the end of that */
  abstract want(): () => void;

  /** Passes on what this process has written, if another one has readers. */
  abstract pass(rows: LogEntry[]): void;
}

/** One process: there are no other lines. */
export class OwnLinesOnly extends LogRelay {
  take = (): void => undefined;

  want(): () => void {
    return () => undefined;
  }

  pass(): void {}
}

/** Several processes on one Redis. While nobody reads live, nothing is sent. */
export class RedisLogRelay extends LogRelay {
  take = (_: LogEntry[]): void => undefined;
  private readonly id = randomUUID();
  private wantedUntil = 0;
  private readers = 0;
  private end = (): void => undefined;

  constructor(private readonly link: RedisLink) {
    super();
    void link.listen(link.name('log-readers'), (text) => {
      if (text !== JSON.stringify(this.id)) this.wantedUntil = performance.now() + WANTED_MS;
    });
  }

  want(): () => void {
    if (++this.readers === 1) this.begin();
    return () => {
      if (--this.readers === 0) this.end();
    };
  }

  pass(rows: LogEntry[]): void {
    if (performance.now() >= this.wantedUntil) return;
    this.link.publish(this.link.name('log-lines'), { from: this.id, rows }).catch(() => undefined);
  }

  private begin(): void {
    const ask = () => void this.link.publish(this.link.name('log-readers'), this.id).catch(() => undefined);
    const listening = this.link.listen(this.link.name('log-lines'), (text) => this.receive(text));
    void listening.then(ask);
    const timer = setInterval(ask, ASK_MS).unref();
    this.end = () => {
      clearInterval(timer);
      void listening.then((end) => end());
    };
  }

  private receive(text: string): void {
    const message = parseJson<{ from: string; rows: LogEntry[] }>(text);
    if (!message || message.from === this.id || !Array.isArray(message.rows)) return;
    this.take(message.rows.map((row) => ({ ...row, created_at: new Date(row.created_at) })));
  }
}
