import { EventEmitter } from 'node:events';
import type { DomainError } from '../../../common/errors/domain-error.js';
import type { ProblemDto } from '../../../common/errors/problem.dto.js';
import type { SseEvent } from '../../../common/http/sse.js';
import { newId } from '../../../common/http/ids.js';
import type { RunEvents } from './run.events.js';

/** Why a run was ended from outside. */
export type StopReason = 'user' | 'disconnect' | 'revoked' | 'deleted' | 'shutdown';

/** Thrown inside a run when it was ended from outside; the partial text stays. */
export class RunStopped extends Error {
  constructor(readonly why: StopReason) {
    super(`stopped: ${why}`);
  }
}

export interface RunSubject {
  userId: string;
  threadId: string;
  /** Begun with an API key. */
  byKey: boolean;
  /** The answer this run writes. */
  messageId: string;
}

/**
 * One answer being made. It belongs to the server: clients come and go and read its events from wherever they stopped. All
 * events stay in memory until the run is forgotten, so any number of readers can catch up, each at its own pace.
 */
export class Run {
  readonly id: string;
  private readonly aborter = new AbortController();
  private readonly events: SseEvent[] = [];
  private readonly news = new EventEmitter().setMaxListeners(0);
  private ended = false;
  /** Why it failed, once it has. */
  failure?: DomainError;

  constructor(
    readonly subject: RunSubject,
    id = newId(),
  ) {
    this.id = id;
  }

  /** Aborts when the run is stopped from outside; its reason is a `RunStopped`. */
  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  get isEnded(): boolean {
    return this.ended;
  }

  publish<K extends keyof RunEvents>(event: K, data: RunEvents[K]): void {
    this.events.push({ id: this.events.length + 1, event, data });
    this.ended ||= event === 'done' || event === 'error';
    this.news.emit('news');
  }

  /** The last event of a run that failed. */
  fail(error: DomainError, problem: ProblemDto): void {
    this.failure = error;
    this.publish('error', problem);
  }

  stop(why: StopReason): void {
    if (!this.ended) this.aborter.abort(new RunStopped(why));
  }

  /** All events after number `after`, in batches as they come, until the run has ended or the reader is gone. */
  async *subscribe(after: number, signal: AbortSignal): AsyncGenerator<SseEvent[]> {
    let next = Math.max(0, after);
    while (!signal.aborted) {
      if (next < this.events.length) {
        const batch = this.events.slice(next);
        next = this.events.length;
        yield batch;
      } else if (this.ended) return;
      else await this.something(signal);
    }
  }

  /** Resolves when the run has ended, or when the signal aborts. */
  async untilEnded(signal?: AbortSignal): Promise<void> {
    while (!this.ended && !signal?.aborted) await this.something(signal);
  }

  /**
   * Resolves when it is clear that there is something to stream: the first part of the answer, a place in the queue, the end;
   * or after `graceMs`. Until then an error can still be answered as a plain HTTP error.
   */
  async untilOpened(graceMs: number): Promise<void> {
    const signal = AbortSignal.timeout(graceMs);
    const opened = () => this.ended || this.events.some(({ event }) => event !== 'started' && event !== 'title');
    while (!opened() && !signal.aborted) await this.something(signal);
  }

  /** Whether a reader has been promised a stream already, that is whether anything of the answer exists. */
  get hasParts(): boolean {
    return this.events.some(({ event }) => event === 'delta' || event === 'thinking' || event === 'loading' || event === 'queued');
  }

  private something(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.news.off('news', done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.news.once('news', done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}
