import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../../common/access/principal.js';

/**
 * How long what the database said of a credential may be used again, in milliseconds. Also the longest time until
 * another process notices a change.
 */
const PRINCIPAL_CACHE_MS = 1_000;
const MOST_ENTRIES = 10_000;

type Load = () => Promise<Principal>;

/**
 * Remembers for a second who a credential speaks for, so that a page of twenty requests asks the database once. Changes
 * made in this process are forgotten at once, also by those who are just loading. The key is the whole id or hash of
 * the credential, never a part of it.
 */
@Injectable()
export class PrincipalCache {
  private readonly entries = new LRUCache<string, Principal, Load>({
    max: MOST_ENTRIES,
    ttl: PRINCIPAL_CACHE_MS,
    // A load that is forgotten while it runs still answers the request it was for, but what it gives is not kept.
    ignoreFetchAbort: true,
    fetchMethod: (_key, _stale, { context: load }) => load(),
  });

  /** @throws what `load` throws; nothing is kept then */
  async get(key: string, load: Load): Promise<Principal> {
    return (await this.entries.fetch(key, { context: load }))!;
  }

  forgetSession(sessionId: string): void {
    this.entries.delete(`session:${sessionId}`);
  }

  forgetKey(hash: string): void {
    this.entries.delete(`key:${hash}`);
  }

  forgetAll(): void {
    for (const key of [...this.entries.keys()]) this.entries.delete(key);
  }

  /** Everything that speaks for this user, and everything of which it is not known yet. */
  forgetUser(userId: string): void {
    for (const key of [...this.entries.keys()]) {
      const principal = this.entries.peek(key);
      if (!principal || principal.userId === userId) this.entries.delete(key);
    }
  }
}
