import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import type { GroupRights } from '../../../common/access/group-rights.js';
import type { Budget, Quota } from '../../../common/access/quota.js';
import { atMost } from '../../../common/at-most.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { withoutNulls } from '../../../common/without-nulls.js';
import { PrincipalCache } from '../principal.cache.js';
import type { Group, GroupSource } from './group.entity.js';
import {
  GroupRepository,
  type CountedGroup,
  type GroupAudit,
  type GroupName,
  type GroupOutcome,
} from './group.repository.js';
import { ProviderGroupRepository, type ProviderGroup } from './provider-group.repository.js';

/** How long rights are kept; also the longest time until a change is noticed that nobody announced. */
const RIGHTS_MS = 1_000;
const MOST_ENTRIES = 10_000;
/** Members whose ids a group is shown with. */
const MOST_NAMED_MEMBERS = 100;

/** What an admin may set. */
export interface GroupChange {
  name?: string;
  description?: string;
  limits?: Quota;
  budget?: Budget;
  model_ids?: string[] | null;
}

/** Who comes and goes, or who shall be in it then. */
export type MemberChange = { add: string[]; remove: string[] } | { set: string[] };

/** A group as a provider wants it to be. */
export interface ProviderGroupState {
  name: string;
  external_id: string | null;
  memberIds: ReadonlySet<string>;
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
    private readonly provided: ProviderGroupRepository,
    private readonly principals: PrincipalCache,
    private readonly changes: Changes,
  ) {
    changes.watch('groups', () => this.rights.clear());
  }

  /** What the groups of a person allow now. */
  async rightsOf(userId: string): Promise<GroupRights> {
    return (await this.rights.fetch(userId))!;
  }

  /** As `GroupRepository.page`. */
  page(...query: Parameters<GroupRepository['page']>): ReturnType<GroupRepository['page']> {
    return this.repository.page(...query);
  }

  /** A group with the number of its members, and who they are where there are few. @throws `group.not-found` */
  async find(id: string): Promise<{ group: CountedGroup; memberIds: string[] | null }> {
    const [group, count, memberIds] = await Promise.all([
      this.repository.find(id),
      this.repository.countMembers(id),
      this.repository.members(id, MOST_NAMED_MEMBERS + 1),
    ]);
    return {
      group: { ...group, member_count: count },
      memberIds: memberIds.length > MOST_NAMED_MEMBERS ? null : memberIds,
    };
  }

  /** Checks group ids that an admin names. @throws DomainError `group.not-found` */
  async requireKnown(ids: readonly string[]): Promise<void> {
    const wanted = new Set(ids);
    if ((await this.repository.named(ids)).length < wanted.size)
      throw new DomainError('group.not-found', 'One of the groups does not exist any more. Load the page again.');
  }

  /** The groups of a person, by name. */
  of(userId: string): Promise<Group[]> {
    return this.repository.of(userId);
  }

  /** As `GroupRepository.named`. */
  named(ids: readonly string[]): Promise<GroupName[]> {
    return this.repository.named(ids);
  }

  /** As `GroupRepository.ways`. */
  ways(...asked: Parameters<GroupRepository['ways']>): ReturnType<GroupRepository['ways']> {
    return this.repository.ways(...asked);
  }

  /** @throws DomainError `group.exists`, `user.not-found` */
  async add(
    { name, description = '', limits = {}, budget = {}, model_ids = null }: GroupChange & { name: string },
    memberIds: string[],
    audit: (group: { id: string; name: string }) => GroupAudit,
    from: { source: GroupSource; external_id: string | null } = { source: 'manual', external_id: null },
  ): Promise<Group> {
    const id = newId();
    // One that a provider makes says nothing about models until an admin has looked at it.
    const models_decided = from.source === 'manual';
    const said = { limits: withoutNulls(limits), budget: withoutNulls(budget), model_ids, models_decided };
    const row = { id, name, description, ...said, ...from };
    const group = await this.repository.insert(row, memberIds, audit({ id, name }));
    this.announce();
    return group;
  }

  /**
   * Changes fields and members at once.
   * @throws DomainError `group.not-found`, `group.exists`, `user.not-found`, `group.from-provider` for what a provider
   * says
   */
  async change(
    id: string,
    { limits, budget, ...rest }: GroupChange,
    members: MemberChange | undefined,
    audit: (done: GroupOutcome) => GroupAudit,
  ): Promise<void> {
    await this.repository.change(
      id,
      async (group, manager) => {
        if (members && group.source !== 'manual') throw fromProvider(group, `says who is in ${group.name}`);
        if (group.source === 'scim' && rest.name !== undefined && rest.name !== group.name)
          throw fromProvider(group, `names ${group.name}`);
        return {
          fields: {
            ...rest,
            ...(limits && { limits: withoutNulls(limits) }),
            ...(budget && { budget: withoutNulls(budget) }),
            ...(rest.model_ids !== undefined && { models_decided: true }),
          },
          ...(members && ('set' in members ? await this.difference(group, members.set, manager) : members)),
        };
      },
      audit,
    );
    this.announce();
  }

  async remove(id: string, audit: GroupAudit): Promise<void> {
    await this.repository.delete(id, audit);
    this.announce();
    this.changes.announce('models');
  }

  /**
   * As `ProviderGroupRepository.set`; the rights hold at once, also for answers in progress.
   * @returns how many of the groups do not count, because there are too many
   */
  async setFromProvider(
    userId: string,
    source: GroupSource,
    groups: readonly ProviderGroup[],
    audit: GroupAudit,
    provider?: string,
  ): Promise<number> {
    const { isChanged, dropped } = await this.provided.set(userId, source, groups, provider, audit);
    if (isChanged) this.announce();
    return dropped;
  }

  /**
   * Changes a group of a provider while it is locked.
   * @param decide gets the group and its members; throws to reject
   * @param audit called only when something has changed
   * @throws DomainError `group.not-found`, also for a group of another source; `group.exists`
   */
  async changeOfProvider(
    id: string,
    source: GroupSource,
    decide: (group: Group, memberIds: ReadonlySet<string>, manager: EntityManager) => Promise<ProviderGroupState>,
    audit: (done: GroupOutcome) => GroupAudit,
  ): Promise<void> {
    let isChanged = false;
    await this.repository.change(
      id,
      async (group, manager) => {
        if (group.source !== source) throw new DomainError('group.not-found', 'There is no such group.');
        const before = new Set(await this.repository.members(id, undefined, manager));
        const { name, external_id, memberIds } = await decide(group, before, manager);
        const change = differenceOf(before, memberIds);
        isChanged =
          name !== group.name || external_id !== group.external_id || change.add.length + change.remove.length > 0;
        return isChanged ? { fields: { name, external_id, updated_at: new Date() }, ...change } : {};
      },
      (done) => (isChanged ? audit(done) : async () => undefined),
    );
    if (isChanged) this.announce();
  }

  private async difference({ id }: Group, wanted: readonly string[], manager: EntityManager) {
    return differenceOf(new Set(await this.repository.members(id, undefined, manager)), new Set(wanted));
  }

  private announce(): void {
    // In this order: a principal that is loaded again needs the new rights.
    this.changes.announce('groups');
    this.changes.announce('quotas');
    this.principals.forgetAll();
  }
}

function differenceOf(before: ReadonlySet<string>, after: ReadonlySet<string>): { add: string[]; remove: string[] } {
  return {
    add: [...after].filter((one) => !before.has(one)),
    remove: [...before].filter((one) => !after.has(one)),
  };
}

const fromProvider = ({ source }: Group, what: string): DomainError =>
  new DomainError('group.from-provider', `The provider (${source}) ${what}. Change it there.`);
