import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import { atMost } from '../../common/at-most.js';
import { Changes } from '../../common/redis/changes.js';
import type { Quota } from '../../common/access/quota.js';
import { QuotaRepository, type OwnAllowance, type PotGroup, type QuotaHolder } from './quota.repository.js';

/** How long a quota is cached; also the longest time until another process notices a change without a Redis. */
const QUOTA_CACHE_MS = 2_000;
const MOST_ENTRIES = 10_000;

/** What an account may use: by itself, and with the other members of its groups. */
export interface Allowance {
  limits: Quota;
  groups: PotGroup[];
}

/** Quotas of accounts. Groups, whose lists of models may be long, are kept once for all their members. */
@Injectable()
export class Quotas {
  private readonly people = memory<OwnAllowance>();
  private readonly groups = memory<PotGroup>();

  constructor(
    private readonly repository: QuotaRepository,
    private readonly changes: Changes,
  ) {
    changes.watch('quotas', (userId) => {
      if (userId !== undefined) return this.people.delete(userId);
      this.people.clear();
      this.groups.clear();
    });
  }

  /** The effective quota of this account. */
  async of(userId: string): Promise<Quota> {
    return (await this.limitsOf([userId]))[0]!;
  }

  /** The same of many, in their order. */
  async limitsOf(userIds: readonly string[]): Promise<Quota[]> {
    return (await this.ofPeople(userIds)).map((own) => own?.limits ?? {});
  }

  /** The same, with what its groups may use together. */
  async allowanceOf(userId: string): Promise<Allowance> {
    const [own] = await this.ofPeople([userId]);
    const groups = await readThrough(this.groups, own?.group_ids ?? [], (ids) => this.repository.groups(ids));
    return { limits: own?.limits ?? {}, groups: groups.filter((group) => group !== undefined) };
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

  private ofPeople(userIds: readonly string[]): Promise<(OwnAllowance | undefined)[]> {
    return readThrough(this.people, userIds, (ids) => this.repository.of(ids));
  }
}

type Memory<T> = LRUCache<string, Promise<T | undefined>>;

const memory = <T>(): Memory<T> => new LRUCache({ ...atMost(MOST_ENTRIES), ttl: QUOTA_CACHE_MS });

/** Reads what is not known at once; many who ask at the same time ask once. @returns in the order of the ids */
function readThrough<T>(
  known: Memory<T>,
  ids: readonly string[],
  read: (missing: readonly string[]) => Promise<Map<string, T>>,
): Promise<(T | undefined)[]> {
  const all = new Map(ids.map((id) => [id, known.get(id)]));
  const missing = [...all.keys()].filter((id) => !all.get(id));
  const found = missing.length > 0 ? read(missing) : undefined;
  for (const id of missing) {
    const one = found!.then((rows) => rows.get(id));
    one.catch(() => known.peek(id) === one && known.delete(id));
    all.set(id, one);
    known.set(id, one);
  }
  return Promise.all(ids.map((id) => all.get(id)));
}
