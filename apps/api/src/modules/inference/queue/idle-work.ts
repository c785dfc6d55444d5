import { DomainError } from '../../../common/errors/domain-error.js';
import type { Lease } from './queue.js';

/** Work that waits at most; more of it would only be done when nobody remembers what for. */
const MOST_WAITING = 256;

/** Reason of the abort of idle work whose place somebody waits for. It may be tried again. */
export class GaveWay extends Error {
  constructor() {
    super('somebody waits for the model');
  }
}

interface IdleEntry {
  ending: AbortController;
  grant(lease: Lease): void;
}

/** Work at one backend that nobody waits for: it uses free places, and gives them back when somebody wants them. */
export class IdleWork {
  private readonly waiting = new Set<IdleEntry>();
  private readonly working = new Set<AbortController>();

  /** @param host id of the backend */
  constructor(private readonly host: string) {}

  /** How many places it has now. */
  get running(): number {
    return this.working.size;
  }

  /** @throws DomainError `llm.busy`; the reason of the abort */
  wait(ending: AbortController): Promise<Lease> {
    return new Promise((resolve, reject) => {
      const { signal } = ending;
      signal.throwIfAborted();
      if (this.waiting.size >= MOST_WAITING)
        throw new DomainError('llm.busy', 'Too much work waits for a moment without questions.', { retryAfter: 60 });
      const entry: IdleEntry = { ending, grant: resolve };
      this.waiting.add(entry);
      signal.addEventListener(
        'abort',
        () => {
          this.waiting.delete(entry);
          reject(signal.reason as Error);
        },
        { once: true },
      );
    });
  }

  /** Gives a free place to what has waited longest. @returns whether anything waited */
  grant(released: () => void): boolean {
    const [entry] = this.waiting;
    if (!entry) return false;
    const { ending } = entry;
    this.waiting.delete(entry);
    entry.grant(this.lease(ending, released));
    return true;
  }

  /** A place for work that has it already. */
  lease(ending: AbortController, released: () => void): Lease {
    this.working.add(ending);
    return {
      host: this.host,
      release: () => {
        if (this.working.delete(ending)) released();
      },
    };
  }

  /**
   * Ends the work that has had its place longest, unless some is giving way already: its place comes back as soon as
   * the backend has let go of it, and then the next is looked at.
   */
  giveWay(): void {
    const all = [...this.working];
    if (!all.some(({ signal }) => signal.aborted)) all[0]?.abort(new GaveWay());
  }
}
