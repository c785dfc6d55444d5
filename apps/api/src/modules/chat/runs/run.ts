import type { DomainError } from '../../../common/errors/domain-error.js';
import type { ProblemDto } from '../../../common/errors/problem.dto.js';
import { newId } from '../../../common/http/ids.js';
import type { SseEvent } from '../../../common/http/sse.js';
import type { ModelCall } from '../../../common/http/request.js';
import { ReplayBuffer } from '../../../common/replay-buffer.js';
import type { ChatMessage } from '../threads/message.entity.js';
import type { RunEventsDto, RunSiblingDto } from './run.events.js';

/** Why a run was stopped from outside. */
export type StopReason = 'user' | 'disconnect' | 'revoked' | 'deleted' | 'shutdown';

/** Thrown inside a run that was stopped from outside; the partial text stays. */
export class RunStopped extends Error {
  constructor(readonly why: StopReason) {
    super(`stopped: ${why}`);
  }
}

/** Columns of an ended answer. */
export type SavedAnswer = Partial<ChatMessage> & Pick<ChatMessage, 'content' | 'usage' | 'timings' | 'model'>;

export interface RunSubject {
  userId: string;
  threadId: string;
  /** The API key that started it. */
  keyId: string | undefined;
  /** The session that a person started it with. */
  sessionId?: string;
  /** The answer this run writes. */
  messageId: string;
}

/** Events that commit the reply to a stream. A plain HTTP error may still follow `started` and `title`. */
const PARTS: ReadonlySet<string> = new Set(['compare', 'queued', 'loading', 'thinking', 'delta']);

/** How long it counts that somebody reads a run in another process. */
const WATCHED_ELSEWHERE_MS = 10_000;

const isLast = (event: string): boolean => event === 'done' || event === 'error';

/**
 * One answer in progress. It belongs to the server: clients connect and disconnect, and resume its numbered events
 * where they stopped.
 */
export class Run {
  readonly id: string;
  private readonly aborter = new AbortController();
  private readonly events = new ReplayBuffer<SseEvent>();
  private partsBegan = false;
  /** Readers of its events now. */
  private watchers = 0;
  private watchedUntil = 0;
  private readonly since = performance.now();
  /** What it asks of the model. */
  call?: ModelCall;
  /** The reason, once it has failed. */
  failure?: DomainError;
  /** The runs of other models that answer the same question. */
  siblings?: RunSiblingDto[];
  /** The answer as it was saved. The run ends when the message that waits for it, if there is one, has been asked. */
  saved?: SavedAnswer;

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

  /** For what works on the run: aborted together with it, and possibly before it for reasons of its own. */
  newEnding(): AbortController {
    const { signal } = this;
    const ending = new AbortController();
    if (signal.aborted) ending.abort(signal.reason);
    else signal.addEventListener('abort', () => ending.abort(signal.reason), { once: true });
    return ending;
  }

  /** Set once the run was stopped from outside. */
  get stopped(): RunStopped | undefined {
    return this.signal.aborted ? (this.signal.reason as RunStopped) : undefined;
  }

  /** Whether somebody reads its events, here or in another process. */
  get isWatched(): boolean {
    return this.watchers > 0 || performance.now() < this.watchedUntil;
  }

  /** Somebody reads it in another process, which says so every few seconds. */
  watchElsewhere(): void {
    this.watchedUntil = performance.now() + WATCHED_ELSEWHERE_MS;
  }

  /** Milliseconds since it was asked for. */
  get ageMs(): number {
    return performance.now() - this.since;
  }

  get isEnded(): boolean {
    return this.events.isEnded;
  }

  publish<K extends keyof RunEventsDto>(event: K, data: RunEventsDto[K]): void {
    this.take({ id: this.events.items.length + 1, event, data });
  }

  /** Announces that other models answer the same question. */
  compareWith(siblings: RunSiblingDto[], questionId: string): void {
    this.siblings = siblings;
    const { threadId: thread_id, messageId: message_id } = this.subject;
    this.publish('compare', { run_id: this.id, thread_id, message_id, user_message_id: questionId, siblings });
  }

  /** The last event of a failed run. */
  fail(error: DomainError, problem: ProblemDto): void {
    this.failure = error;
    this.publish('error', problem);
  }

  /** Ends a run that never began, without an event: whoever waits for its end goes on. */
  abandon(): void {
    this.events.end();
  }

  stop(why: StopReason): void {
    if (!this.isEnded) this.aborter.abort(new RunStopped(why));
  }

  /** All events after number `after`, in batches as they arrive, until the run ends or the reader disconnects. */
  subscribe(after: number, signal: AbortSignal): AsyncGenerator<SseEvent[]> {
    return this.watched(this.events.subscribe(after, signal));
  }

  private async *watched(events: AsyncGenerator<SseEvent[]>): AsyncGenerator<SseEvent[]> {
    this.watchers++;
    try {
      yield* events;
    } finally {
      this.watchers--;
    }
  }

  /** All events, for another process: nobody who reads them there counts as a reader here. */
  copy(signal: AbortSignal): AsyncGenerator<SseEvent[]> {
    return this.events.subscribe(0, signal);
  }

  /** The next event of a run that another process has. */
  take(event: SseEvent): void {
    this.partsBegan ||= PARTS.has(event.event);
    this.events.push(event, isLast(event.event));
  }

  /** Resolves when the run has ended, or when the signal aborts. */
  untilEnded(signal?: AbortSignal): Promise<void> {
    return this.events.until(() => false, signal);
  }

  /**
   * Resolves when there is something to stream (the first part of the answer, a queue position, or the end), or after
   * `graceMs`. Until then an error can still be a plain HTTP error.
   */
  untilOpened(graceMs: number): Promise<void> {
    return this.events.until(() => this.partsBegan, AbortSignal.timeout(graceMs));
  }

  /** Whether any part of the answer exists, so that the reply must be a stream. */
  get hasParts(): boolean {
    return this.partsBegan;
  }
}
