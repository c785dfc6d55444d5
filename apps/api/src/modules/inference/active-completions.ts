import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';

/** Owner of the answer. */
export interface CompletionOwner {
  userId: string;
  /** The API key that asked for it. */
  keyId: string | undefined;
}

/** Thrown from an answer in progress whose owner lost the right to it. */
export class CompletionRevoked extends DomainError {}

interface Active {
  owner: CompletionOwner;
  aborter: AbortController;
}

/** The answers in progress in this process, so that they end at once when their owner loses the right to them. */
@Injectable()
export class ActiveCompletions {
  private readonly active = new Set<Active>();

  /** @returns a signal that aborts with a `CompletionRevoked`, and a function to call when the answer is over */
  enter(owner: CompletionOwner): { signal: AbortSignal; leave: () => void } {
    const entry: Active = { owner, aborter: new AbortController() };
    this.active.add(entry);
    return { signal: entry.aborter.signal, leave: () => this.active.delete(entry) };
  }

  /** Ends the answers of these owners. Does not wait for them: a client that reads nothing would hold up the caller. */
  revoke(which: (owner: CompletionOwner) => boolean, reason: CompletionRevoked): void {
    for (const { owner, aborter } of this.active) if (which(owner)) aborter.abort(reason);
  }
}
