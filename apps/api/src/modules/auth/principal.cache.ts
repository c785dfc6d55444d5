import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { atMost } from '../../common/at-most.js';
import { Changes } from '../../common/redis/changes.js';
import type { Principal } from '../../common/access/principal.js';

/**
 * How long a loaded principal is cached, in milliseconds. Also the longest time until another process notices a change
 * that no Redis has told it.
 */
const PRINCIPAL_CACHE_MS = 1_000;
const MOST_ENTRIES = 10_000;

type Load = () => Promise<Principal>;

/**
 * Caches for a second who a credential acts for, so that a page with twenty requests queries the database once. A
 * change invalidates at once, including loads in progress. The key is the whole id or hash of the
 * credential, never a part of it.
 */
@Injectable()
export class PrincipalCache {
  private readonly entries = new LRUCache<string, Principal, Load>({
    ...atMost(MOST_ENTRIES),
    ttl: PRINCIPAL_CACHE_MS,
    // A load that is invalidated while it runs still answers its request, but its result is not cached.
    ignoreFetchAbort: true,
    fetchMethod: (_key, _stale, { context: load }) => load(),
  });

  constructor(private readonly changes: Changes) {
    changes.watch('principals', (key) => (key === undefined ? this.entries.clear() : this.entries.delete(key)));
  }

  /** @throws what `load` throws; nothing is cached then */
  async get(key: string, load: Load): Promise<Principal> {
    return (await this.entries.fetch(key, { context: load }))!;
  }

  /** What is cached; `undefined` when it has to be loaded. */
  recent(key: string): Principal | undefined {
    return this.entries.get(key);
  }

  forgetSession(sessionId: string): void {
    this.changes.announce('principals', `session:${sessionId}`);
  }

  forgetKey(hash: string): void {
    this.changes.announce('principals', `key:${hash}`);
  }

  /**
   * Everything, including loads in progress: nobody knows yet whose rights they will give. An entry lives for a second,
   * so little is lost.
   */
  forgetAll(): void {
    this.changes.announce('principals');
  }
}
