import { Injectable } from '@nestjs/common';
import { InjectDataSource, InjectRepository } from '@nestjs/typeorm';
import { DataSource, In, QueryFailedError, Repository, type EntityManager } from 'typeorm';
import type { GroupRights } from '../../../common/access/group-rights.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { identityKey } from '../../../common/identity-key.js';
import { hasChanges } from '../../../database/has-changes.js';
import { User } from '../user.entity.js';
import { Group, GroupMember, type GroupSource } from './group.entity.js';

/** Writes the audit entry in the same transaction. */
export type GroupAudit = (manager: EntityManager) => Promise<void>;

/** A group as a provider names it. */
export interface ProviderGroup {
  external_id: string;
  name: string;
}

/** A group as a provider wants it to be. */
export interface ProviderGroupState {
  name: string;
  external_id: string | null;
  memberIds: ReadonlySet<string>;
}

/** What of it is new: the name, and who came and went. */
export interface ProviderGroupChange {
  from: string;
  to: string;
  add: string[];
  remove: string[];
}

/** Tables whose column `group_ids` says for which groups a row is. */
const NAMING_GROUPS = ['models', 'announcements'];

@Injectable()
export class GroupRepository {
  constructor(
    @InjectRepository(Group) private readonly groups: Repository<Group>,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  async rightsOf(userId: string): Promise<GroupRights> {
    const rows = (await this.dataSource.query(
      'SELECT g.id, g.model_ids FROM group_members m JOIN groups g ON g.id = m.group_id WHERE m.user_id = $1',
      [userId],
    )) as Pick<Group, 'id' | 'model_ids'>[];
    const isConfined = rows.length > 0 && rows.every(({ model_ids }) => model_ids !== null);
    return {
      ids: rows.map(({ id }) => id),
      modelIds: isConfined ? [...new Set(rows.flatMap(({ model_ids }) => model_ids!))] : null,
    };
  }

  all(): Promise<Group[]> {
    return this.groups.find({ order: { name_key: 'ASC' } });
  }

  /** The groups of a person. */
  of(userId: string): Promise<Group[]> {
    return this.groups
      .createQueryBuilder('g')
      .innerJoin(GroupMember, 'm', 'm.group_id = g.id AND m.user_id = :userId', { userId })
      .orderBy('g.name_key')
      .getMany();
  }

  /** @throws DomainError `group.not-found` */
  async find(id: string, manager: EntityManager = this.groups.manager): Promise<Group> {
    const group = await manager.findOneBy(Group, { id });
    if (!group) throw notFound();
    return group;
  }

  /** Ids of the members of all these groups, by group. */
  async members(groupIds: string[]): Promise<Map<string, string[]>> {
    const rows = (await this.dataSource.query(
      'SELECT group_id, array_agg(user_id ORDER BY user_id) AS ids FROM group_members WHERE group_id = ANY ($1) ' +
        'GROUP BY group_id',
      [groupIds],
    )) as { group_id: string; ids: string[] }[];
    return new Map(rows.map(({ group_id, ids }) => [group_id, ids]));
  }

  /** @throws DomainError `group.exists` */
  async insert(
    group: Omit<Group, 'name_key' | 'created_at' | 'updated_at'>,
    memberIds: string[],
    audit: GroupAudit,
  ): Promise<Group> {
    return this.dataSource.transaction(async (manager) => {
      await manager.insert(Group, { ...group, name_key: identityKey(group.name) }).catch(rethrowTaken);
      await this.addMembers(group.id, memberIds, manager);
      await audit(manager);
      return this.find(group.id, manager);
    });
  }

  /** @throws DomainError `group.not-found`, `group.exists` */
  async update(id: string, change: Partial<Group>, audit: GroupAudit): Promise<Group> {
    const keys = change.name !== undefined && { name_key: identityKey(change.name) };
    return this.dataSource.transaction(async (manager) => {
      await this.find(id, manager);
      if (hasChanges(change)) await manager.update(Group, { id }, { ...change, ...keys }).catch(rethrowTaken);
      await audit(manager);
      return this.find(id, manager);
    });
  }

  /** What was for it stays for the other groups, or for nobody: it never opens by that. */
  async delete(id: string, audit: GroupAudit): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      for (const table of NAMING_GROUPS)
        await manager.query(`UPDATE ${table} SET group_ids = array_remove(group_ids, $1) WHERE $1 = ANY (group_ids)`, [
          id,
        ]);
      await manager.delete(Group, { id });
      await audit(manager);
    });
  }

  /** @throws DomainError `user.not-found` */
  async changeMembers(
    id: string,
    { add, remove }: { add: string[]; remove: string[] },
    audit: GroupAudit,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.find(id, manager);
      if (remove.length > 0) await manager.delete(GroupMember, { group_id: id, user_id: In(remove) });
      await this.addMembers(id, add, manager);
      await audit(manager);
    });
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
    audit: (change: ProviderGroupChange) => GroupAudit,
  ): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const group = await manager.findOne(Group, { where: { id, source }, lock: { mode: 'pessimistic_write' } });
      if (!group) throw notFound();
      const rows = await manager.find(GroupMember, { where: { group_id: id }, select: { user_id: true } });
      const before = new Set(rows.map(({ user_id }) => user_id));
      const { name, external_id, memberIds: after } = await decide(group, before, manager);
      const add = [...after].filter((one) => !before.has(one));
      const remove = [...before].filter((one) => !after.has(one));
      const isRenamed = name !== group.name || external_id !== group.external_id;
      if (!isRenamed && add.length === 0 && remove.length === 0) return false;
      const change = { name, name_key: identityKey(name), external_id, updated_at: new Date() };
      await manager.update(Group, { id }, change).catch(rethrowTaken);
      if (remove.length > 0) await manager.delete(GroupMember, { group_id: id, user_id: In(remove) });
      await this.addMembers(id, add, manager);
      await audit({ from: group.name, to: name, add, remove })(manager);
      return true;
    });
  }

  /**
   * Makes the person a member of exactly these groups of a provider, which are made where they are missing; groups of
   * other sources stay as they are.
   * @param audit called only when something has changed
   */
  async setFromProvider(
    userId: string,
    source: GroupSource,
    groups: ProviderGroup[],
    newId: () => string,
    audit: GroupAudit,
  ): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      for (const { external_id, name } of groups) await insertMissing(manager, newId(), source, external_id, name);
      const wanted = groups.map(({ external_id }) => external_id);
      const [, left] = (await manager.query(
        `DELETE FROM group_members m USING groups g WHERE g.id = m.group_id AND m.user_id = $1 AND g.source = $2
           AND NOT (g.external_id = ANY ($3))`,
        [userId, source, wanted],
      )) as [unknown, number];
      const joined = (await manager.query(
        `INSERT INTO group_members (group_id, user_id) SELECT id, $1 FROM groups WHERE source = $2
           AND external_id = ANY ($3) ON CONFLICT DO NOTHING RETURNING group_id`,
        [userId, source, wanted],
      )) as unknown[];
      const isChanged = left > 0 || joined.length > 0;
      if (isChanged) await audit(manager);
      return isChanged;
    });
  }

  private async addMembers(groupId: string, userIds: string[], manager: EntityManager): Promise<void> {
    if (userIds.length === 0) return;
    const known = await manager.countBy(User, { id: In(userIds) });
    if (known < userIds.length)
      throw new DomainError('user.not-found', 'One of the people does not exist any more. Load the page again.');
    await manager.query(
      'INSERT INTO group_members (group_id, user_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING',
      [groupId, userIds],
    );
  }
}

/** A group of a provider, under a name that no other group has. */
async function insertMissing(
  manager: EntityManager,
  id: string,
  source: GroupSource,
  external_id: string,
  name: string,
): Promise<void> {
  for (let n = 1; n < 100; n++) {
    const shown = n === 1 ? name : `${name} (${source}${n > 2 ? ` ${n}` : ''})`;
    const made = (await manager.query(
      `INSERT INTO groups (id, name, name_key, source, external_id) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING RETURNING id`,
      [id, shown, identityKey(shown), source, external_id],
    )) as unknown[];
    if (made.length > 0 || (await manager.existsBy(Group, { source, external_id }))) return;
  }
}

const notFound = () => new DomainError('group.not-found', 'There is no such group. It may have been deleted.');

function rethrowTaken(error: unknown): never {
  if (error instanceof QueryFailedError && /groups_name_key/.test(error.message))
    throw new DomainError('group.exists', 'There is a group of this name already.');
  if (error instanceof QueryFailedError && /groups_external_key/.test(error.message))
    throw new DomainError('group.exists', 'The provider has made a group with this externalId already.');
  throw error;
}
