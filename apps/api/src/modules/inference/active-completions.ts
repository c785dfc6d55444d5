import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';

/** Whose answer it is. */
export interface CompletionOwner {
  userId: string;
  /** The API key it was asked with. */
  keyId: string | undefined;
}

/** Thrown from an answer under way whose asker may no longer have it. */
export class CompletionRevoked extends DomainError {}

interface Active {
  owner: CompletionOwner;
  aborter: AbortController;
  left: Promise<void>;
}

/** The answers under way in this process, so that they end at once when the right to them does. */
@Injectable()
export class ActiveCompletions {
  private readonly active = new Set<Active>();

  /** @returns a signal that aborts with a `CompletionRevoked`, and what is called when the answer is over */
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

  /** Ends the answers of these owners; resolves when none of them is under way any more. */
  async revoke(which: (owner: CompletionOwner) => boolean, reason: CompletionRevoked): Promise<void> {
    const ended = [...this.active].filter(({ owner }) => which(owner));
    for (const { aborter } of ended) aborter.abort(reason);
    await Promise.all(ended.map(({ left }) => left));
  }
}
