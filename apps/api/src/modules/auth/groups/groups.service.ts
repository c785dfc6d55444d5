import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { GroupRights } from '../../../common/access/group-rights.js';
import type { Budget, Quota } from '../../../common/access/quota.js';
import { atMost } from '../../../common/at-most.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { withoutNulls } from '../../../common/without-nulls.js';
import { PrincipalCache } from '../principal.cache.js';
import type { Group, GroupSource } from './group.entity.js';
import { GroupRepository, type GroupAudit, type ProviderGroup } from './group.repository.js';

/** How long rights are kept; also the longest time until a change is noticed that nobody announced. */
const RIGHTS_MS = 1_000;
const MOST_ENTRIES = 10_000;

/** What an admin may set. */
export interface GroupChange {
  name?: string;
  description?: string;
  limits?: Quota;
  budget?: Budget;
  model_ids?: string[] | null;
}

/** Groups of people: by hand, or as a provider has them. */
@Injectable()
export class Groups {
  private readonly rights = new LRUCache<string, GroupRights>({
    ...atMost(MOST_ENTRIES),
    ttl: RIGHTS_MS,
    ignoreFetchAbort: true,
    fetchMethod: (userId) => this.repository.rightsOf(userId),
  });

  constructor(
    private readonly repository: GroupRepository,
    private readonly principals: PrincipalCache,
    private readonly changes: Changes,
  ) {
    changes.watch('groups', () => this.rights.clear());
  }

  /** What the groups of a person allow now. */
  async rightsOf(userId: string): Promise<GroupRights> {
    return (await this.rights.fetch(userId))!;
  }

  async list(): Promise<{ group: Group; memberIds: string[] }[]> {
    const groups = await this.repository.all();
    const members = await this.repository.members(groups.map(({ id }) => id));
    return groups.map((group) => ({ group, memberIds: members.get(group.id) ?? [] }));
  }

  /** @throws DomainError `group.not-found` */
  async find(id: string): Promise<{ group: Group; memberIds: string[] }> {
    const group = await this.repository.find(id);
    return { group, memberIds: (await this.repository.members([id])).get(id) ?? [] };
  }

  /** Checks group ids that an admin names. @throws DomainError `group.not-found` */
  async requireKnown(ids: string[]): Promise<void> {
    const known = new Set((await this.repository.all()).map(({ id }) => id));
    if (!ids.every((id) => known.has(id)))
      throw new DomainError('group.not-found', 'One of the groups does not exist any more. Load the page again.');
  }

  /** The groups of a person, by name. */
  of(userId: string): Promise<Group[]> {
    return this.repository.of(userId);
  }

  /** @throws DomainError `group.exists`, `user.not-found` */
  async add(
    { name, description = '', limits = {}, budget = {}, model_ids = null }: GroupChange & { name: string },
    memberIds: string[],
    audit: (group: { id: string; name: string }) => GroupAudit,
    from: { source: GroupSource; external_id: string | null } = { source: 'manual', external_id: null },
  ): Promise<Group> {
    const id = newId();
    const row = {
      id,
      name,
      description,
      limits: withoutNulls(limits),
      budget: withoutNulls(budget),
      model_ids,
      ...from,
    };
    const group = await this.repository.insert(row, memberIds, audit({ id, name }));
    this.announce();
    return group;
  }

  /** @throws DomainError `group.not-found`, `group.exists` */
  async change(id: string, { limits, budget, ...rest }: GroupChange, audit: GroupAudit): Promise<Group> {
    const change = {
      ...rest,
      ...(limits && { limits: withoutNulls(limits) }),
      ...(budget && { budget: withoutNulls(budget) }),
    };
    const group = await this.repository.update(id, change, audit);
    this.announce();
    return group;
  }

  async remove(id: string, audit: GroupAudit): Promise<void> {
    await this.repository.delete(id, audit);
    this.announce();
    this.changes.announce('models');
  }

  /**
   * Adds and removes members.
   * @throws DomainError `group.not-found`, `group.from-provider`, `user.not-found`
   */
  async changeMembers(
    id: string,
    change: { add: string[]; remove: string[] },
    audit: GroupAudit,
    by: GroupSource = 'manual',
  ): Promise<void> {
    const { source, name } = await this.repository.find(id);
    if (source !== by)
      throw new DomainError(
        'group.from-provider',
        `The provider (${source}) says who is in ${name}. Change its members there.`,
      );
    await this.repository.changeMembers(id, change, audit);
    this.announce();
  }

  /** As `GroupRepository.setFromProvider`; the rights hold at once, also for answers in progress. */
  async setFromProvider(
    userId: string,
    source: GroupSource,
    groups: ProviderGroup[],
    audit: GroupAudit,
  ): Promise<void> {
    const isChanged = await this.repository.setFromProvider(userId, source, groups, newId, audit);
    if (isChanged) this.announce();
  }

  /** As `GroupRepository.changeOfProvider`; the rights hold at once. */
  async changeOfProvider(...change: Parameters<GroupRepository['changeOfProvider']>): Promise<void> {
    if (await this.repository.changeOfProvider(...change)) this.announce();
  }

  private announce(): void {
    // In this order: a principal that is loaded again needs the new rights.
    this.changes.announce('groups');
    this.changes.announce('quotas');
    this.principals.forgetAll();
  }
}
