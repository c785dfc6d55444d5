import { Injectable } from '@nestjs/common';
import { InjectDataSource, InjectRepository } from '@nestjs/typeorm';
import { DataSource, In, QueryFailedError, Repository, type EntityManager } from 'typeorm';
import type { GroupRights } from '../../../common/access/group-rights.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { identityKey } from '../../../common/identity-key.js';
import { hasChanges } from '../../../database/has-changes.js';
import { positional } from '../../../database/positional.js';
import { User } from '../user.entity.js';
import { Group, GroupMember, type GroupSource } from './group.entity.js';

/** Writes the audit entry in the same transaction. */
export type GroupAudit = (manager: EntityManager) => Promise<void>;

/** A group with the number of its members. */
export type CountedGroup = Group & { member_count: number };

/** What shall be new. Who is in the group already is not added again. */
export interface GroupDecision {
  fields?: Partial<Group>;
  add?: readonly string[];
  remove?: readonly string[];
}

/** What was new. */
export interface GroupOutcome {
  before: Group;
  after: Group;
  added: string[];
  removed: string[];
}

/** Names a group. */
export type GroupName = Pick<Group, 'id' | 'name'>;

/** Tables whose column `group_ids` says for which groups a row is. */
const NAMING_GROUPS = ['models', 'announcements'];

@Injectable()
export class GroupRepository {
  constructor(
    @InjectRepository(Group) private readonly groups: Repository<Group>,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  async rightsOf(userId: string): Promise<GroupRights> {
    const all = (await this.dataSource.query(
      `SELECT g.id, g.model_ids, g.models_decided FROM group_members m JOIN groups g ON g.id = m.group_id
       WHERE m.user_id = $1`,
      [userId],
    )) as Pick<Group, 'id' | 'model_ids' | 'models_decided'>[];
    const rows = all.filter(({ models_decided }) => models_decided);
    const isConfined = rows.length > 0 && rows.every(({ model_ids }) => model_ids !== null);
    return {
      ids: all.map(({ id }) => id),
      modelIds: isConfined ? [...new Set(rows.flatMap(({ model_ids }) => model_ids!))] : null,
    };
  }

  /**
   * A page of groups by name, and the number of all that match.
   * @param q part of name or description, literally
   * @param after key of the name that the page before ended with
   */
  async page(
    { q, source, ids, limit }: { q?: string; source?: GroupSource; ids?: readonly string[]; limit: number },
    after?: string,
  ): Promise<{ rows: CountedGroup[]; total: number }> {
    const where = [
      ...(q ? [`strpos(g.name_key || ' ' || lower(g.description), :q) > 0`] : []),
      ...(source ? ['g.source = :source'] : []),
      ...(ids ? ['g.id = ANY (:ids)'] : []),
    ];
    const filter = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
    const values = { q: q && identityKey(q), source, ids, limit, after };
    const [{ total }] = (await this.dataSource.query(
      ...positional(`SELECT count(*)::int AS total FROM groups g ${filter}`, values),
    )) as [{ total: number }];
    const rest = after === undefined ? filter : `WHERE ${[...where, 'g.name_key > :after'].join(' AND ')}`;
    const rows = (await this.dataSource.query(
      ...positional(
        `SELECT g.*, (SELECT count(*)::int FROM group_members m WHERE m.group_id = g.id) AS member_count
         FROM groups g ${rest} ORDER BY g.name_key LIMIT :limit`,
        values,
      ),
    )) as CountedGroup[];
    return { rows, total };
  }

  /** The groups of a person. */
  of(userId: string): Promise<Group[]> {
    return this.groups
      .createQueryBuilder('g')
      .innerJoin(GroupMember, 'm', 'm.group_id = g.id AND m.user_id = :userId', { userId })
      .orderBy('g.name_key')
      .getMany();
  }

  /** Those of these groups that exist, by name. */
  named(ids: readonly string[]): Promise<GroupName[]> {
    return this.groups.find({
      where: { id: In([...new Set(ids)]) },
      select: { id: true, name: true },
      order: { name_key: 'ASC' },
    });
  }

  /**
   * For each of these models the first groups that were made here and that would open it to a person who joins.
   * @param models with the groups that each is reserved for where that stands in the way (`null`: it does not), and
   * whether the person's groups stand in the way
   */
  async ways(
    userId: string,
    models: readonly { id: string; reserved_for: readonly string[] | null; is_confined: boolean }[],
    most: number,
  ): Promise<(GroupName & { model_id: string })[]> {
    if (models.length === 0) return [];
    return this.dataSource.query(
      // A group that allows everything is no way to one model, unless the model is reserved for it.
      `SELECT w.id, w.name, m.id AS model_id
       FROM jsonb_to_recordset($2) AS m (id uuid, reserved_for uuid[], is_confined boolean) CROSS JOIN LATERAL (
         SELECT g.id, g.name, g.name_key FROM groups g WHERE g.source = 'manual'
           AND (m.reserved_for IS NULL OR g.id = ANY (m.reserved_for))
           AND (NOT m.is_confined OR m.id = ANY (g.model_ids) OR m.reserved_for IS NOT NULL AND g.model_ids IS NULL)
           AND NOT EXISTS (SELECT FROM group_members x WHERE x.group_id = g.id AND x.user_id = $1)
         ORDER BY g.name_key LIMIT $3
       ) w ORDER BY w.name_key`,
      [userId, JSON.stringify(models), most],
    );
  }

  /** @throws DomainError `group.not-found` */
  async find(id: string, manager: EntityManager = this.groups.manager): Promise<Group> {
    const group = await manager.findOneBy(Group, { id });
    if (!group) throw notFound();
    return group;
  }

  /** Ids of the members of a group, the smallest first. @param most no more than so many */
  async members(id: string, most?: number, manager = this.groups.manager): Promise<string[]> {
    const rows = await manager.find(GroupMember, {
      where: { group_id: id },
      select: { user_id: true },
      order: { user_id: 'ASC' },
      take: most,
    });
    return rows.map(({ user_id }) => user_id);
  }

  countMembers(id: string): Promise<number> {
    return this.groups.manager.countBy(GroupMember, { group_id: id });
  }

  /** @throws DomainError `group.exists`, `user.not-found` */
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

  /**
   * Changes a group while it is locked, so that of two changes at once the second sees what the first has left. All of
   * it holds, or nothing.
   * @param decide gets the group and the transaction; throws to reject
   * @throws DomainError `group.not-found`, `group.exists`, `user.not-found`
   */
  async change(
    id: string,
    decide: (group: Group, manager: EntityManager) => GroupDecision | Promise<GroupDecision>,
    audit: (done: GroupOutcome) => GroupAudit,
  ): Promise<GroupOutcome> {
    return this.dataSource.transaction(async (manager) => {
      // No stronger: whoever signs in meanwhile joins other groups with this one.
      const before = await manager.findOne(Group, { where: { id }, lock: { mode: 'for_no_key_update' } });
      if (!before) throw notFound();
      const { fields = {}, add = [], remove = [] } = await decide(before, manager);
      const keys = fields.name !== undefined && { name_key: identityKey(fields.name) };
      if (hasChanges(fields)) await manager.update(Group, { id }, { ...fields, ...keys }).catch(rethrowTaken);
      const [gone] = (await manager.query(
        'DELETE FROM group_members WHERE group_id = $1 AND user_id = ANY ($2) RETURNING user_id',
        [id, remove],
      )) as [{ user_id: string }[], number];
      const added = await this.addMembers(id, add, manager);
      const after = await this.find(id, manager);
      const done = { before, after, added, removed: gone.map(({ user_id }) => user_id) };
      await audit(done)(manager);
      return done;
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

  /** @returns who was in it not yet @throws DomainError `user.not-found` */
  private async addMembers(groupId: string, userIds: readonly string[], manager: EntityManager): Promise<string[]> {
    if (userIds.length === 0) return [];
    const known = await manager.countBy(User, { id: In([...userIds]) });
    if (known < userIds.length)
      throw new DomainError('user.not-found', 'One of the people does not exist any more. Load the page again.');
    const rows = (await manager.query(
      `INSERT INTO group_members (group_id, user_id) SELECT $1, id FROM unnest($2::uuid[]) AS id ORDER BY id
       ON CONFLICT DO NOTHING RETURNING user_id`,
      [groupId, userIds],
    )) as { user_id: string }[];
    return rows.map(({ user_id }) => user_id);
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
