import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import type { Quota } from '../../common/access/quota.js';
import type { BudgetWarning } from './budget-warning.entity.js';

/** A warning whose day or month is not over, with whose it is. */
export type RunningWarning = Omit<BudgetWarning, 'first' | 'created_at'> & {
  /** Of the account, the key or the group. */
  name: string;
  /** Whose key it is. */
  owner: string | null;
  /** Limits of a key or a group; those of an account are asked for elsewhere. */
  limits: Quota | null;
};

/** Beyond this the table of budgets is cut off. */
const MOST_LISTED = 200;
/** A month ends after at most so many days. */
const KEPT_DAYS = 62;

/** Names and limits of the holders; one that is gone has none, and no warning any more. */
const RUNNING = `
  SELECT DISTINCT ON (w.holder_id, w.period, w.measure) w.id, w.holder, w.holder_id, w.period, w.measure, w.level,
    coalesce(u.username, k.name, g.name) AS name, owner.username AS owner, coalesce(k.limits, g.budget) AS limits
  FROM budget_warnings w
  LEFT JOIN users u ON w.holder = 'user' AND u.id = w.holder_id
  LEFT JOIN api_keys k ON w.holder = 'key' AND k.id = w.holder_id
  LEFT JOIN users owner ON owner.id = k.user_id
  LEFT JOIN groups g ON w.holder = 'group' AND g.id = w.holder_id
  WHERE (w.period, w.first) IN (('day', $1::date), ('month', $2::date)) AND coalesce(u.id, k.id, g.id) IS NOT NULL`;
const BY_LEVEL = 'ORDER BY w.holder_id, w.period, w.measure, w.level DESC';

@Injectable()
export class BudgetWarningRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Writes one down, unless it was: then nothing else happens.
   * @param then what belongs to it, in the same transaction, with the names of the holder
   * @returns whether it is new
   */
  note(
    { id, holder, holder_id, period, first, measure, level }: Omit<BudgetWarning, 'created_at'>,
    then: (names: { name: string; owner: string | null }, manager: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const made = (await manager.query(
        `INSERT INTO budget_warnings (id, holder, holder_id, period, first, measure, level)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
        [id, holder, holder_id, period, first, measure, level],
      )) as unknown[];
      if (made.length === 0) return false;
      await manager.query(`DELETE FROM budget_warnings WHERE first < $1::date - ${KEPT_DAYS}`, [first]);
      const [names] = (await manager.query(
        `SELECT coalesce(u.username, k.name, g.name, '') AS name, owner.username AS owner FROM (SELECT $1::uuid AS id) h
           LEFT JOIN users u ON u.id = h.id LEFT JOIN api_keys k ON k.id = h.id
           LEFT JOIN users owner ON owner.id = k.user_id LEFT JOIN groups g ON g.id = h.id`,
        [holder_id],
      )) as { name: string; owner: string | null }[];
      await then(names!, manager);
      return true;
    });
  }

  /** Those of this day and this month, for admins. @param day @param month their first days */
  async running(day: string, month: string): Promise<RunningWarning[]> {
    const rows = await this.dataSource.query(
      `SELECT * FROM (${RUNNING} ${BY_LEVEL}) w ORDER BY level DESC, name, id LIMIT ${MOST_LISTED}`,
      [day, month],
    );
    return rows as RunningWarning[];
  }

  /** What a person is told and has not dismissed: of the account, its keys, and the groups. */
  async shownTo(userId: string, groupIds: readonly string[], day: string, month: string): Promise<RunningWarning[]> {
    const rows = await this.dataSource.query(
      `SELECT * FROM (
         ${RUNNING} AND w.holder_id = ANY (ARRAY(
           SELECT $3::uuid UNION ALL SELECT id FROM api_keys WHERE user_id = $3 UNION ALL SELECT unnest($4::uuid[])
         )) ${BY_LEVEL}
       ) w WHERE NOT EXISTS (SELECT FROM budget_warning_dismissals d WHERE d.warning_id = w.id AND d.user_id = $3)
       ORDER BY level DESC, name, id LIMIT ${MOST_LISTED}`,
      [day, month, userId, groupIds],
    );
    return rows as RunningWarning[];
  }

  /** @returns false when it is none of this person's */
  async dismiss(id: string, userId: string, groupIds: readonly string[]): Promise<boolean> {
    const rows = (await this.dataSource.query(
      `WITH own AS (
         SELECT w.id FROM budget_warnings w LEFT JOIN api_keys k ON k.id = w.holder_id
         WHERE w.id = $1 AND ($2 IN (w.holder_id, k.user_id) OR (w.holder = 'group' AND w.holder_id = ANY ($3::uuid[])))
       ), done AS (
         INSERT INTO budget_warning_dismissals (warning_id, user_id) SELECT id, $2 FROM own ON CONFLICT DO NOTHING
       ) SELECT id FROM own`,
      [id, userId, groupIds],
    )) as unknown[];
    return rows.length > 0;
  }
}
