import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { SqlQuery } from './sql-query.entity.js';

/** Saved queries of one admin. */
const MOST_SAVED = 200;
/** Queries of everyone in one list. */
const MOST_LISTED = 1_000;

export type SavedQuery = Pick<
  SqlQuery,
  'id' | 'user_id' | 'name' | 'sql' | 'parameters' | 'shared' | 'created_at' | 'updated_at'
> & { owner: string };
export type SavedFields = Pick<SqlQuery, 'name' | 'sql' | 'parameters' | 'shared'>;
type Audit = (manager: EntityManager, query: SqlQuery) => Promise<void>;

const missing = () => new DomainError('sql.not-found', 'There is no such saved query. It may have been deleted.');

/** Queries that admins saved under a name. Each `audit` runs in the transaction of its change. */
@Injectable()
export class SqlSavedRepository {
  constructor(@InjectRepository(SqlQuery) private readonly queries: Repository<SqlQuery>) {}

  /** Those of an admin, and those that other active admins share; by name. */
  list(userId: string): Promise<SavedQuery[]> {
    return this.queries.query(
      `SELECT q.id, q.user_id, q.name, q.sql, q.parameters, q.shared, q.created_at, q.updated_at, u.username AS owner
       FROM sql_queries q JOIN users u ON u.id = q.user_id
       WHERE q.kind = 'saved' AND (q.user_id = $1 OR (q.shared AND u.role = 'admin' AND u.is_active))
       ORDER BY lower(q.name), q.id LIMIT ${MOST_LISTED}`,
      [userId],
    );
  }

  /** @throws DomainError `sql.too-many-saved` */
  save(userId: string, fields: SavedFields, audit: Audit): Promise<SqlQuery> {
    return this.queries.manager.transaction(async (manager) => {
      // Locked, so that requests at the same moment count one after another.
      await manager.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId]);
      if ((await manager.countBy(SqlQuery, { user_id: userId, kind: 'saved' })) >= MOST_SAVED)
        throw new DomainError('sql.too-many-saved', `You have ${MOST_SAVED} saved queries. Delete one first.`);
      const now = new Date();
      const none = { query_id: null, mode: null, status: null, row_count: null, truncated: null, duration_ms: null };
      const query: SqlQuery = {
        ...none,
        sqlstate: null,
        ...fields,
        id: newId(),
        user_id: userId,
        kind: 'saved',
        created_at: now,
        updated_at: now,
      };
      await manager.insert(SqlQuery, query as object);
      await audit(manager, query);
      return query;
    });
  }

  /** @throws DomainError `sql.not-found` */
  change(userId: string, id: string, fields: Partial<SavedFields>, audit: Audit): Promise<SqlQuery> {
    return this.queries.manager.transaction(async (manager) => {
      const found = await manager.findOne(SqlQuery, {
        where: { id, user_id: userId, kind: 'saved' },
        lock: { mode: 'pessimistic_write' },
      });
      if (!found) throw missing();
      const query = await manager.save(SqlQuery, { ...found, ...fields, updated_at: new Date() });
      await audit(manager, query);
      return query;
    });
  }

  /** @throws DomainError `sql.not-found` */
  remove(userId: string, id: string, audit: Audit): Promise<void> {
    return this.queries.manager.transaction(async (manager) => {
      const query = await manager.findOneBy(SqlQuery, { id, user_id: userId, kind: 'saved' });
      if (!query) throw missing();
      await manager.delete(SqlQuery, { id });
      await audit(manager, query);
    });
  }
}
