import { setTimeout } from 'node:timers/promises';
import { DomainError } from '../../../common/errors/domain-error.js';
import { BEAT_MS, silenceMs, type Failure, type FromOwner } from './flight.messages.js';

/** What a model writes within this time goes over together. */
const PAUSE_MS = 25;
/** Items that may be under way. */
const WINDOW = 1_024;

const READER_LEFT = new Error('The reader has left.');

/** Passes an execution of this process on to a reader in another. */
export class FlightForwarder {
  private readonly timer = setInterval(() => this.beat(), BEAT_MS).unref();
  private seen = 0;
  private sent: number;
  private heardAt = performance.now();
  private wake?: () => void;
  private farewell?: Promise<unknown>;

  /**
   * @param next number of the first item that it wants
   * @param ending is aborted when the reader has left; when somebody else aborts it, the reader is told
   * @param readyMs for how long Redis has been in reach
   */
  constructor(
    private readonly id: string,
    private readonly next: number,
    private readonly ending: AbortController,
    private readonly send: (message: FromOwner) => Promise<number>,
    private readonly readyMs: () => number,
  ) {
    this.sent = next;
    ending.signal.addEventListener('abort', () => this.depart());
  }

  /**
   * Resolves when the execution is over or the reader has left. A message that is lost, also the last one, is asked for
   * again.
   */
  async forward(batches: AsyncGenerator<unknown[]>): Promise<void> {
    const { id, next } = this;
    const { signal } = this.ending;
    let at = 0;
    let failure: Failure | undefined;
    try {
      for await (const batch of batches) {
        const from = Math.max(at, next);
        const items = batch.slice(from - at);
        at += batch.length;
        if (items.length > 0) await this.pass(from, items);
      }
    } catch (error) {
      failure = failureOf(error);
    } finally {
      clearInterval(this.timer);
    }
    if (!signal.aborted) await this.say({ id, end: at, failure });
    await this.farewell;
  }

  heard(seen: number): void {
    this.heardAt = performance.now();
    this.seen = Math.max(this.seen, seen);
    this.wake?.();
  }

  /** @param reason for another one than that the reader has left, the reader is told */
  close(reason = READER_LEFT): void {
    this.ending.abort(reason);
  }

  private depart(): void {
    if (this.ending.signal.reason !== READER_LEFT) this.farewell = this.say({ id: this.id, unknown: true });
    this.wake?.();
  }

  private async pass(at: number, items: unknown[]): Promise<void> {
    const { signal } = this.ending;
    await this.say({ id: this.id, at, items });
    this.sent = at + items.length;
    await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    while (this.sent - this.seen > WINDOW && !signal.aborted)
      await new Promise<void>((resolve) => (this.wake = resolve));
  }

  private beat(): void {
    if (performance.now() - this.heardAt > silenceMs(this.readyMs())) this.close();
    else void this.say({ id: this.id, beat: this.sent });
  }

  private say(message: FromOwner): Promise<unknown> {
    return this.send(message).catch(() => undefined);
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof DomainError)) return { code: 'llm.failed', detail: 'The answer failed. Ask again.' };
  const { code, detail, retryAfter } = error;
  return { code, detail, retryAfter, errors: inJson(error.errors), members: inJson(error.members) };
}

/** The value if it can be sent, else nothing. */
function inJson<T>(value: T): T | undefined {
  try {
    return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as T);
  } catch {
    return undefined;
  }
}
