import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { inFuture, later } from '../../../database/clock.js';
import { newId } from '../../../common/http/ids.js';
import { SqlQuery } from './sql-query.entity.js';
import { ChatSession } from './chat-session.entity.js';
import { WriteWindow } from './write-window.entity.js';

/** History lines kept per admin. */
const HISTORY = 500;

/** Longer than any statement, an export included; PostgreSQL may use the id again afterwards. */
const MOST_STATEMENT_MS = 90_000;

type Audit = (manager: EntityManager) => Promise<void>;
export type Run = Pick<
  SqlQuery,
  'query_id' | 'sql' | 'mode' | 'status' | 'row_count' | 'truncated' | 'duration_ms' | 'sqlstate'
>;

/** Stored state of the console: history, the open write mode. */
@Injectable()
export class SqlRepository {
  constructor(
    @InjectRepository(SqlQuery) private readonly queries: Repository<SqlQuery>,
    @InjectRepository(WriteWindow) private readonly windows: Repository<WriteWindow>,
    @InjectRepository(ChatSession) private readonly chatSessions: Repository<ChatSession>,
  ) {}

  history(userId: string): Promise<SqlQuery[]> {
    return this.queries.find({
      where: { user_id: userId, kind: 'run' },
      order: { created_at: 'DESC', id: 'DESC' },
      take: HISTORY,
    });
  }

  /** Adds a line and deletes those beyond the limit. */
  async remember(userId: string, run: Run): Promise<void> {
    await this.insert(userId, run);
    const old = `SELECT id FROM sql_queries WHERE user_id = $1 AND kind = 'run'
      ORDER BY created_at DESC, id DESC OFFSET ${HISTORY}`;
    await this.queries.query(`DELETE FROM sql_queries WHERE id IN (${old})`, [userId]);
  }

  async forget(userId: string): Promise<void> {
    await this.queries.delete({ user_id: userId, kind: 'run' });
  }

  /** When the write mode of a session closes; `null` when it is not open. */
  async openUntil(sessionId: string): Promise<Date | null> {
    return (await this.windows.findOneBy({ session_id: sessionId, until: inFuture() }))?.until ?? null;
  }

  /**
   * @param audit runs in the same transaction
   * @returns when it closes
   */
  openWindow(sessionId: string, ms: number, audit: (until: Date) => Audit): Promise<Date> {
    return this.windows.manager.transaction(async (manager) => {
      await manager.upsert(WriteWindow, { session_id: sessionId, until: later(ms) }, ['session_id']);
      const { until } = await manager.findOneByOrFail(WriteWindow, { session_id: sessionId });
      await audit(until)(manager);
      return until;
    });
  }

  /** @param audit runs in the same transaction */
  closeWindow(sessionId: string, audit: Audit): Promise<void> {
    return this.windows.manager.transaction(async (manager) => {
      await manager.delete(WriteWindow, { session_id: sessionId });
      await audit(manager);
    });
  }

  /** Lets a session of the database read people's chats, for as long as a statement may take. */
  async allowChats(pid: number): Promise<void> {
    await this.chatSessions.upsert({ pid, until: later(MOST_STATEMENT_MS) }, ['pid']);
  }

  async refuseChats(pid: number): Promise<void> {
    await this.chatSessions.delete({ pid });
  }

  private async insert(userId: string, run: Run): Promise<void> {
    const now = new Date();
    const query: SqlQuery = {
      ...run,
      name: null,
      parameters: null,
      shared: false,
      id: newId(),
      user_id: userId,
      kind: 'run',
      created_at: now,
      updated_at: now,
    };
    await this.queries.insert(query as object);
  }
}
