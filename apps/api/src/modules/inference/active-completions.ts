import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';

/** Owner of the answer. */
export interface CompletionOwner {
  userId: string;
  /** The API key that asked for it. */
  keyId: string | undefined;
}

/** An answer that a model is writing, or that waits for it. */
export interface RunningAnswer extends CompletionOwner {
  model: string;
  since: Date;
}

/** Thrown from an answer in progress whose owner lost the right to it. */
export class CompletionRevoked extends DomainError {}

interface Active {
  /** Undefined when it is somebody in another process who reads along. */
  owner: CompletionOwner | undefined;
  ending: AbortController;
  /** Undefined for what surrounds an answer, such as a run in the chat. */
  model: (() => string) | undefined;
  since: number;
}

/** How long a closing server waits for the last event of answers that it ends; a client may read nothing. */
const END_GRACE_MS = 2_000;

const stopping = () =>
  new DomainError('server.stopping', 'The server is being stopped. Try again in a moment.', { retryAfter: 5 });

/** The answers in progress in this process, so that they end at once when their owner loses the right to them. */
@Injectable()
export class ActiveCompletions implements BeforeApplicationShutdown {
  private readonly active = new Set<Active>();
  private readonly waiting = new Set<() => void>();
  private readonly closing = new AbortController();

  /**
   * @param owner undefined when it is known only to another process, which ends it when the owner loses the right
   * @param ending is aborted with a `DomainError` when the owner loses the right to the answer, or the server stops
   * @param model which one answers now, when this is the answer itself, not what surrounds it
   * @returns a function to call when the answer is over
   */
  enter(owner: CompletionOwner | undefined, ending: AbortController, model?: () => string): () => void {
    const entry: Active = { owner, ending, model, since: Date.now() };
    this.active.add(entry);
    return () => {
      this.active.delete(entry);
      if (this.active.size === 0) for (const proceed of this.waiting) proceed();
    };
  }

  /** Ends the answers of these owners. Does not wait for them: a client that reads nothing would hold up the caller. */
  revoke(which: (owner: CompletionOwner) => boolean, reason: CompletionRevoked): void {
    for (const { owner, ending } of this.active) if (owner && which(owner)) ending.abort(reason);
  }

  /** The answers in progress in this process, those that began first before the others. */
  running(): RunningAnswer[] {
    return [...this.active].flatMap(({ owner, model, since }) =>
      !owner || model === undefined ? [] : [{ ...owner, model: model(), since: new Date(since) }],
    );
  }

  /** From now on no new answer may begin; those in progress go on. */
  close(): void {
    this.closing.abort();
  }

  /** Aborted when no new answer may begin any more: what nobody waits for ends then, and is done another time. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  /** Every way to ask checks this before it begins. @throws DomainError `server.stopping` */
  requireOpen(): void {
    if (this.closed.aborted) throw stopping();
  }

  /** Resolves when no answer is in progress, or when the signal aborts. */
  async untilIdle(signal: AbortSignal): Promise<void> {
    if (this.active.size === 0 || signal.aborted) return;
    let proceed: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      proceed = resolve;
      this.waiting.add(proceed);
      signal.addEventListener('abort', proceed);
    });
    this.waiting.delete(proceed);
    signal.removeEventListener('abort', proceed);
  }

  /** Ends what is still in progress; resolves when its callers have their last event. */
  async beforeApplicationShutdown(): Promise<void> {
    this.close();
    for (const { ending } of this.active) ending.abort(stopping());
    await this.untilIdle(AbortSignal.timeout(END_GRACE_MS));
  }
}
