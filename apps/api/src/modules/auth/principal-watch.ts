import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/access/principal.js';
import { requireRole } from '../../common/access/roles.js';
import { LRUCache } from 'lru-cache';
import { atMost } from '../../common/at-most.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { PrincipalService } from './principal.service.js';

/** With the two times for which what was found is kept, a lost right is noticed within a second (docs/security.md). */
const REVALIDATE_INTERVAL_MS = 500;
/** Streams of one credential share what was found for so long, however many there are. */
const SHARED_MS = 250;
const MOST_ENTRIES = 10_000;
/** Codes that end a stream. A database that is briefly unavailable ends none. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  'auth.invalid-key',
  'auth.invalid-token',
  'auth.forbidden',
  'auth.account-inactive',
  'model.unavailable',
]);

/** Whose right it is: of a key, a session, or of the account alone. */
type Holder = Pick<Principal, 'userId' | 'sessionId' | 'key'>;

/** A right that is checked repeatedly while a stream is open. */
export interface Watch {
  /** Aborts with the `DomainError` that says why the right was lost. */
  signal: AbortSignal;
  /** Ends the watch. */
  stop(): void;
}

/** Checks rights again and again while a stream is open, because they can be revoked meanwhile. */
@Injectable()
export class PrincipalWatch {
  private readonly current = new LRUCache<string, Principal, Holder>({
    ...atMost(MOST_ENTRIES),
    ttl: SHARED_MS,
    fetchMethod: (_id, _stale, { context }) => this.principals.revalidate(context),
  });

  constructor(private readonly principals: PrincipalService) {}

  /**
   * @param check throws a `DomainError` when the principal, with its current rights, may no longer read the stream
   * @param lost aborted with that error; by default one of its own
   */
  watch(principal: Holder, check: (current: Principal) => unknown, lost = new AbortController()): Watch {
    const id = principal.key?.id ?? principal.sessionId ?? principal.userId;
    const revalidate = async () => check((await this.current.fetch(id, { context: principal }))!);
    const timer = setInterval(() => {
      revalidate().catch((error: unknown) => {
        if (error instanceof DomainError && FINAL_CODES.has(error.code)) lost.abort(error);
      });
    }, REVALIDATE_INTERVAL_MS);
    return { signal: lost.signal, stop: () => clearInterval(timer) };
  }

  /** Watches whether the reader of a stream is still an admin. */
  watchAdminRole(principal: Principal): Watch {
    return this.watch(principal, (current) => requireRole(current, 'admin'));
  }
}
