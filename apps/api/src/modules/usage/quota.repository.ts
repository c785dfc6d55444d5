import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { newId } from '../../common/http/ids.js';
import { withoutNulls } from '../../common/without-nulls.js';
import type { Budget, Quota } from '../../common/access/quota.js';
import type { Role } from '../../common/access/roles.js';
import { QuotaRow } from './quota.entity.js';

/** The holder of a quota: a role or an account. */
export type QuotaHolder = { role: Role } | { user_id: string };

/** A group of a person, with what its members may use together. */
export interface PotGroup {
  id: string;
  name: string;
  budget: Budget;
  /** It says something of models; one that a provider made does not, until an admin has decided. */
  decided: boolean;
  /** Models that it allows; `null`: all. */
  model_ids: ReadonlySet<string> | null;
}

/** What an account may use by itself, and the ids of its groups, by their names. */
export interface OwnAllowance {
  limits: Quota;
  group_ids: string[];
}

@Injectable()
export class QuotaRepository {
  constructor(@InjectRepository(QuotaRow) private readonly rows: Repository<QuotaRow>) {}

  /**
   * The effective quotas of accounts: their own; otherwise, for each limit, the highest of their groups, and where none
   * of them says anything that of their role. One that is gone has none.
   */
  async of(userIds: readonly string[]): Promise<Map<string, OwnAllowance>> {
    const rows = (await this.rows.query(
      `SELECT u.id, coalesce(own.limits, coalesce(general.limits, '{}') || coalesce(highest.limits, '{}')) AS limits,
         ARRAY(SELECT g.id FROM group_members m JOIN groups g ON g.id = m.group_id WHERE m.user_id = u.id
           ORDER BY g.name_key) AS group_ids
       FROM users u LEFT JOIN quotas own ON own.user_id = u.id LEFT JOIN quotas general ON general.role = u.role
       CROSS JOIN LATERAL (
         SELECT jsonb_object_agg(key, most) AS limits FROM (
           SELECT one.key, max(one.value::bigint) AS most FROM group_members m JOIN groups g ON g.id = m.group_id,
             jsonb_each_text(g.limits) AS one WHERE m.user_id = u.id GROUP BY one.key
         ) each_limit
       ) highest
       WHERE u.id = ANY ($1)`,
      [userIds],
    )) as (OwnAllowance & { id: string })[];
    return new Map(rows.map(({ id, limits, group_ids }) => [id, { limits, group_ids }]));
  }

  /** Groups by their ids; those that are gone are left out. */
  async groups(ids: readonly string[]): Promise<Map<string, PotGroup>> {
    const rows = (await this.rows.query(
      'SELECT id, name, budget, models_decided AS decided, model_ids FROM groups WHERE id = ANY ($1)',
      [ids],
    )) as (Omit<PotGroup, 'model_ids'> & { model_ids: string[] | null })[];
    return new Map(rows.map((row) => [row.id, { ...row, model_ids: row.model_ids && new Set(row.model_ids) }]));
  }

  ofRoles(): Promise<QuotaRow[]> {
    return this.rows.createQueryBuilder('q').where('q.role IS NOT NULL').getMany();
  }

  async own(userId: string): Promise<Quota | null> {
    return (await this.rows.findOneBy({ user_id: userId }))?.limits ?? null;
  }

  /** @param limits `null` removes the holder's own quota */
  private async set(holder: QuotaHolder, limits: Quota | null, manager: EntityManager): Promise<void> {
    if (limits === null) await manager.delete(QuotaRow, holder);
    else
      await manager
        .createQueryBuilder()
        .insert()
        .into(QuotaRow)
        .values({ id: newId(), ...holder, limits: withoutNulls(limits) })
        .orUpdate(['limits'], Object.keys(holder))
        .execute();
  }

  /** Sets a quota, with further writes in the same transaction. */
  async change(
    holder: QuotaHolder,
    limits: Quota | null,
    audit: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.rows.manager.transaction(async (manager) => {
      await this.set(holder, limits, manager);
      await audit(manager);
    });
  }
}
