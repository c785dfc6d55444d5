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
  left: Promise<void>;
}

/** The answers in progress in this process, so that they end at once when their owner loses the right to them. */
@Injectable()
export class ActiveCompletions {
  private readonly active = new Set<Active>();

  /** @returns a signal that aborts with a `CompletionRevoked`, and a function to call when the answer is over */
  enter(owner: CompletionOwner): { signal: AbortSignal; leave: () => void } {
    let resolve!: () => void;
    const left = new Promise<void>((done) => (resolve = done));
    const entry: Active = { owner, aborter: new AbortController(), left };
    this.active.add(entry);
    const leave = () => {
      this.active.delete(entry);
      resolve();
    };
    return { signal: entry.aborter.signal, leave };
  }

  /** Ends the answers of these owners; resolves when all of them have ended. */
  async revoke(which: (owner: CompletionOwner) => boolean, reason: CompletionRevoked): Promise<void> {
    const ended = [...this.active].filter(({ owner }) => which(owner));
    for (const { aborter } of ended) aborter.abort(reason);
    await Promise.all(ended.map(({ left }) => left));
  }
}
