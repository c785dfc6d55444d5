import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { Group } from '../groups/group.entity.js';

export type ScimGroupRow = Pick<Group, 'id' | 'name' | 'external_id' | 'created_at' | 'updated_at'> & {
  member_count: number;
  /** When the last member came. */
  joined_at: Date | null;
};

export interface ScimMember {
  group_id: string;
  user_id: string;
  /** Name for people. */
  display: string;
}

/** Groups that a provider made. */
@Injectable()
export class ScimGroupRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** What a condition finds, and its total number. @param where SQL over `g` with `values` */
  async page(
    { where, order, values }: { where: string; order: string; values: unknown[] },
    limit: number,
    offset: number,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<{ rows: ScimGroupRow[]; total: number }> {
    const from = `FROM groups g WHERE g.source = 'scim' AND (${where})`;
    const [{ total }] = (await manager.query(`SELECT count(*)::int AS total ${from}`, values)) as [{ total: number }];
    if (limit === 0) return { rows: [], total };
    const rows = (await manager.query(
      `SELECT g.id, g.name, g.external_id, g.created_at, g.updated_at, m.member_count, m.joined_at
       FROM (SELECT g.* ${from} ORDER BY ${order}, g.id LIMIT ${limit} OFFSET ${offset}) g
       CROSS JOIN LATERAL (SELECT count(*)::int AS member_count, max(added_at) AS joined_at FROM group_members
         WHERE group_id = g.id) m ORDER BY ${order}, g.id`,
      values,
    )) as ScimGroupRow[];
    return { rows, total };
  }

  async find(id: string, manager?: EntityManager): Promise<ScimGroupRow | undefined> {
    const { rows } = await this.page({ where: 'g.id = $1', order: 'g.name_key', values: [id] }, 1, 0, manager);
    return rows[0];
  }

  members(groupIds: readonly string[]): Promise<ScimMember[]> {
    return this.dataSource.query(
      `SELECT m.group_id, m.user_id, coalesce(s.attributes->>'displayName', s.user_name, u.username) AS display
       FROM group_members m JOIN users u ON u.id = m.user_id LEFT JOIN scim_users s ON s.user_id = m.user_id
       WHERE m.group_id = ANY ($1) ORDER BY m.added_at, m.user_id`,
      [groupIds],
    );
  }

  /** How many of these people a provider has made. */
  async countKnown(userIds: readonly string[], manager?: EntityManager): Promise<number> {
    const [{ known }] = (await (manager ?? this.dataSource.manager).query(
      'SELECT count(*)::int AS known FROM scim_users WHERE user_id = ANY ($1)',
      [userIds],
    )) as [{ known: number }];
    return known;
  }
}
