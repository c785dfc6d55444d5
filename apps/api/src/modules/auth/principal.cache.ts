import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/access/principal.js';

/** How long an answer of the database about a credential may be used again, in milliseconds. Also the longest time until another process notices a change. */
const TTL_MS = 1_000;
const MOST_ENTRIES = 10_000;

/**
 * Remembers for a second who a credential speaks for, so that a page of twenty requests asks the database once. Changes
 * made in this process are forgotten at once. The key is the whole id or hash of the credential, never a part of it.
 */
@Injectable()
export class PrincipalCache {
  private readonly entries = new Map<string, { principal: Principal; until: number }>();
  async get(key: string, load: () => Promise<Principal>): Promise<Principal> {
    const hit = this.entries.get(key);
    if (hit && hit.until > Date.now()) return hit.principal;
    const principal = await load();
    if (this.entries.size >= MOST_ENTRIES) this.entries.clear();
    this.entries.set(key, { principal, until: Date.now() + TTL_MS });
    return principal;
  }

  forgetSession(sessionId: string): void {
    this.entries.delete(`session:${sessionId}`);
  }

  forgetKey(hash: string): void {
    this.entries.delete(`key:${hash}`);
  }

  forgetAll(): void {
    this.entries.clear();
  }

  /** Everything that speaks for this user. */
  forgetUser(userId: string): void {
    for (const [key, { principal }] of this.entries) if (principal.userId === userId) this.entries.delete(key);
  }
}
