import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Changes } from '../../common/redis/changes.js';
import type { Quota } from '../../common/access/quota.js';
import { QuotaRepository, type Allowance, type QuotaHolder } from './quota.repository.js';

/** How long a quota is cached; also the longest time until another process notices a change without a Redis. */
const QUOTA_CACHE_MS = 2_000;
const MOST_ENTRIES = 10_000;

/** Quotas of accounts. */
@Injectable()
export class Quotas {
  private readonly known = new Map<string, { allowance: Promise<Allowance>; until: number }>();

  constructor(
    private readonly repository: QuotaRepository,
    private readonly changes: Changes,
  ) {
    changes.watch('quotas', (userId) => (userId === undefined ? this.known.clear() : this.known.delete(userId)));
  }

  /** The effective quota of this account. */
  async of(userId: string): Promise<Quota> {
    return (await this.allowanceOf(userId)).limits;
  }

  /** The same, with what its groups may use together. */
  allowanceOf(userId: string): Promise<Allowance> {
    const hit = this.known.get(userId);
    if (hit && hit.until > performance.now()) return hit.allowance;
    if (this.known.size >= MOST_ENTRIES) this.known.clear();
    const allowance = this.repository.of(userId);
    allowance.catch(() => this.known.delete(userId));
    this.known.set(userId, { allowance, until: performance.now() + QUOTA_CACHE_MS });
    return allowance;
  }

  /** Applies from the next question on. */
  async change(
    holder: QuotaHolder,
    limits: Quota | null,
    audit: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.repository.change(holder, limits, audit);
    this.changes.announce('quotas');
  }

  /** A change of role changes the quota as well. */
  forget(userId: string): void {
    this.changes.announce('quotas', userId);
  }
}
