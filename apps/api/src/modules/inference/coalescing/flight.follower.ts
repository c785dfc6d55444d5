import { DomainError } from '../../../common/errors/domain-error.js';
import { BEAT_MS, silenceMs, type FromOwner, type ToOwner } from './flight.messages.js';
import type { Flight } from './flights.js';

/** After so long without a word it is asked once more. */
const MISS_MS = 2_000;

type Said = ToOwner extends infer Message ? (Message extends unknown ? Omit<Message, 'id'> : never) : never;

/** Reads along with an execution in another process. */
export class FlightFollower<T> {
  private readonly inbox: FromOwner[] = [];
  private heardAt = performance.now();
  private seen = 0;
  /** Whether something was passed on that an answer cannot begin with twice. */
  private hasBegun = false;
  /** Whether the item that ends the answer was passed on. */
  private isComplete = false;
  /** Whether nobody listened when it asked for the items. */
  private isUnheard = false;
  private wake?: () => void;

  /**
   * @param execution id of the one that it reads: of identical work that is done again it wants nothing
   * @param send to the process that does the work
   * @param from name of this process
   * @param readyMs for how long Redis has been in reach
   */
  constructor(
    private readonly flight: Flight<T>,
    private readonly execution: string,
    private readonly send: (message: Said) => Promise<unknown>,
    private readonly from: string,
    private readonly readyMs: () => number,
  ) {}

  take(message: FromOwner): void {
    this.heardAt = performance.now();
    this.inbox.push(message);
    this.wake?.();
  }

  /** Asks for all that has not come yet. */
  join(): void {
    const { from, execution, seen: next } = this;
    this.send({ from, execution, next }).then(
      (listeners) => {
        // A moment after Redis is back its process may not listen yet.
        this.isUnheard = listeners === 0 && this.readyMs() > MISS_MS;
        if (this.isUnheard) this.wake?.();
      },
      () => undefined,
    );
  }

  /**
   * @returns whether the work was done; `false` when its process is gone before the answer began
   * @throws what the work threw; the reason of the abort; DomainError `llm.ended-early` when its process is gone later
   */
  async follow(): Promise<boolean> {
    const { signal } = this.flight.ending;
    const wake = () => this.wake?.();
    const timer = setInterval(() => {
      if (this.silentMs > MISS_MS) this.join();
      else this.say({ seen: this.seen });
      wake();
    }, BEAT_MS);
    signal.addEventListener('abort', wake);
    try {
      this.join();
      for (;;) {
        signal.throwIfAborted();
        const message = this.inbox.shift();
        if (message) {
          if (await this.read(message)) return true;
        } else if (this.isGone) return this.lost();
        else await new Promise<void>((resolve) => (this.wake = resolve));
        if (message && 'unknown' in message) return this.lost();
      }
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', wake);
      this.say({ left: true });
    }
  }

  private get silentMs(): number {
    return performance.now() - this.heardAt;
  }

  private get isGone(): boolean {
    // Once the answer has begun, a process that only connects again is worth the wait.
    return (this.isUnheard && !this.hasBegun) || this.silentMs > silenceMs(this.readyMs());
  }

  private say(message: Said): void {
    this.send(message).catch(() => undefined);
  }

  /** @returns whether it was the end */
  private async read(message: FromOwner): Promise<boolean> {
    if ('beat' in message && message.beat > this.seen) this.join();
    if ('items' in message) await this.pass(message.at, message.items as T[]);
    if (!('end' in message)) return false;
    if (message.end > this.seen) {
      this.join();
      return false;
    }
    if (!message.failure) return true;
    const { code, detail, ...extras } = message.failure;
    throw new DomainError(code, detail, extras);
  }

  private async pass(at: number, items: T[]): Promise<void> {
    if (at > this.seen) return this.join(); // Something was lost on the way.
    const { push, mayRepeat, isLast } = this.flight;
    for (const item of items.slice(this.seen - at)) {
      this.seen++;
      this.hasBegun ||= !mayRepeat(item);
      this.isComplete ||= isLast(item);
      await push(item);
    }
    this.say({ seen: this.seen });
  }

  private lost(): boolean {
    if (this.isComplete || !this.hasBegun) return this.isComplete;
    throw new DomainError(
      'llm.ended-early',
      'The server process that wrote this answer has ended in the middle of it. Ask again.',
    );
  }
}
