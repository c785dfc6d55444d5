import { countRows } from '../../../database/count-rows.js';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, QueryFailedError, Repository, type SelectQueryBuilder } from 'typeorm';
import { hasChanges } from '../../../database/has-changes.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { CURSOR, decodeCursor, encodeCursor, type Page } from '../../../common/http/paging.js';
import { ChatMessage } from './message.entity.js';
import type { SnippetDto } from './thread.dto.js';
import { ChatThread } from './thread.entity.js';
import { ThreadSearchRepository } from './thread-search.repository.js';

export type ListedThread = ChatThread & { running: boolean; snippet?: SnippetDto };

const IS_RUNNING = `EXISTS (
  SELECT 1 FROM chat_messages m WHERE m.thread_id = t.id AND m.status IN ('queued', 'running'))`;
/** Rows of one INSERT; a statement has at most 65,535 parameters. */
const INSERT_ROWS = 500;
/** Threads deleted by one statement, so that none holds its locks for long. */
const DELETE_ROWS = 500;

export interface ThreadFilter {
  archived: boolean;
  q?: string;
  model?: string;
  pinned?: boolean;
  has_code?: boolean;
  from?: Date;
  to?: Date;
}

@Injectable()
export class ThreadRepository {
  constructor(
    @InjectRepository(ChatThread) private readonly threads: Repository<ChatThread>,
    private readonly search: ThreadSearchRepository,
  ) {}

  /** @throws DomainError `thread.not-found`, also for somebody else's thread */
  async findOwn(id: string, userId: string): Promise<ChatThread> {
    const thread = await this.threads.findOneBy({ id, user_id: userId });
    if (!thread) throw notFound();
    return thread;
  }

  /**
   * Pinned threads first, then the newest. Keyset paging, so that a deep page costs as much as the first. Reads no
   * message bodies unless `q` is set.
   */
  async list(userId: string, filter: ThreadFilter, limit: number, cursor?: string): Promise<Page<ListedThread>> {
    const query = this.threads
      .createQueryBuilder('t')
      .addSelect(IS_RUNNING, 'running')
      .where('t.user_id = :userId AND t.archived = :archived AND NOT t.temporary', {
        userId,
        archived: filter.archived,
      });
    await this.narrow(query, userId, filter);
    if (cursor) {
      const [pinned, updatedAt, id] = decodeCursor(cursor, [CURSOR.boolean, CURSOR.time, CURSOR.id]);
      query.andWhere('(t.pinned, t.updated_at, t.id) < (:pinned::boolean, :updatedAt::timestamptz, :id::uuid)', {
        pinned,
        updatedAt,
        id,
      });
    }
    const { entities, raw } = await query
      .orderBy('t.pinned', 'DESC')
      .addOrderBy('t.updated_at', 'DESC')
      .addOrderBy('t.id', 'DESC')
      .limit(limit + 1)
      .getRawAndEntities<{ running: boolean }>();
    const rows: ListedThread[] = entities
      .slice(0, limit)
      .map((thread, i) => Object.assign(thread, { running: raw[i]!.running }));
    if (filter.q?.trim()) {
      const snippets = await this.search.snippets(
        userId,
        rows.map(({ id }) => id),
        filter.q,
      );
      for (const row of rows) row.snippet = snippets.get(row.id);
    }
    const last = rows.at(-1);
    const more = entities.length > limit && last;
    return {
      rows,
      ...(more && { nextCursor: encodeCursor([String(last.pinned), last.updated_at.toISOString(), last.id]) }),
    };
  }

  /** @throws DomainError `thread.not-found` */
  async update(id: string, userId: string, change: Partial<ChatThread>): Promise<ChatThread> {
    if (hasChanges(change)) {
      const result = await this.threads.update({ id, user_id: userId }, change);
      if (result.affected === 0) throw notFound();
    }
    return this.findOwn(id, userId);
  }

  /** With all its messages. @throws DomainError `thread.not-found` */
  async delete(id: string, userId: string): Promise<void> {
    const result = await this.threads.delete({ id, user_id: userId });
    if (result.affected === 0) throw notFound();
  }

  /** Which of these threads belong to the user. */
  async ownIds(ids: string[], userId: string): Promise<string[]> {
    return (await this.threads.find({ where: { id: In(ids), user_id: userId }, select: { id: true } })).map(
      ({ id }) => id,
    );
  }

  async updateMany(ids: string[], userId: string, change: Partial<ChatThread>): Promise<number> {
    if (!hasChanges(change)) return 0;
    return (await this.threads.update({ id: In(ids), user_id: userId }, change)).affected ?? 0;
  }

  async deleteMany(ids: string[], userId: string): Promise<number> {
    return (await this.threads.delete({ id: In(ids), user_id: userId })).affected ?? 0;
  }

  /**
   * Writes a thread with all its messages in one transaction.
   * @param messages all at once, or in batches
   * @returns false when a thread with the same `import_key` exists already
   * @throws DomainError `request.invalid` when the database cannot hold what is in them
   */
  async insertWhole(thread: ChatThread, messages: ChatMessage[] | AsyncIterable<ChatMessage[]>): Promise<boolean> {
    try {
      return await this.insertInOne(thread, Array.isArray(messages) ? [messages] : messages);
    } catch (error) {
      const code = error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;
      // Data exceptions, and limits such as the number of words in one message.
      if (code?.startsWith('22') || code?.startsWith('54'))
        throw new DomainError('request.invalid', 'The database cannot hold this conversation.', { cause: error });
      throw error;
    }
  }

  private insertInOne(
    thread: ChatThread,
    batches: Iterable<ChatMessage[]> | AsyncIterable<ChatMessage[]>,
  ): Promise<boolean> {
    return this.threads.manager.transaction(async (manager) => {
      const { raw } = await manager
        .createQueryBuilder()
        .insert()
        .into(ChatThread)
        .values(thread)
        .orIgnore()
        .returning('id')
        .execute();
      if ((raw as unknown[]).length === 0) return false;
      for await (const batch of batches)
        for (let i = 0; i < batch.length; i += INSERT_ROWS)
          await manager.insert(ChatMessage, batch.slice(i, i + INSERT_ROWS));
      return true;
    });
  }

  /** Threads for an export, oldest first, after the thread `after`. */
  exportPage(userId: string, after: string | undefined, limit: number): Promise<ChatThread[]> {
    const query = this.threads.createQueryBuilder('t').where('t.user_id = :userId AND NOT t.temporary', { userId });
    if (after) query.andWhere('t.id > :after', { after });
    return query.orderBy('t.id').limit(limit).getMany();
  }

  /** Which of these sources the user has imported already. */
  async knownImports(userId: string, keys: string[]): Promise<Set<string>> {
    const rows = await this.threads.find({
      where: { user_id: userId, import_key: In(keys) },
      select: { import_key: true },
    });
    return new Set(rows.map(({ import_key }) => import_key!));
  }

  /** Deletes threads that were last used before a time and have no running answer. @returns how many */
  async deleteUnused(which: 'temporary' | 'unpinned', before: Date): Promise<number> {
    const kind = which === 'temporary' ? 't.temporary' : 'NOT t.temporary AND NOT t.pinned';
    let deleted = 0;
    for (;;) {
      const [, affected] = (await this.threads.query(
        `DELETE FROM chat_threads WHERE id IN (SELECT t.id FROM chat_threads t WHERE t.updated_at < $1 AND ${kind} ` +
          `AND NOT ${IS_RUNNING} ORDER BY t.updated_at LIMIT ${DELETE_ROWS})`,
        [before],
      )) as [unknown, number];
      deleted += affected;
      if (affected < DELETE_ROWS) return deleted;
    }
  }

  private async narrow(
    query: SelectQueryBuilder<ChatThread>,
    userId: string,
    { q, model, pinned, has_code, from, to }: ThreadFilter,
  ): Promise<void> {
    if (model) query.andWhere('t.model_used = :model', { model });
    if (pinned !== undefined) query.andWhere('t.pinned = :onlyPinned', { onlyPinned: pinned });
    if (from) query.andWhere('t.updated_at >= :from', { from });
    if (to) query.andWhere('t.updated_at < :to', { to });
    if (has_code !== undefined)
      query.andWhere(
        `${has_code ? '' : 'NOT '}EXISTS (SELECT 1 FROM chat_messages c WHERE c.thread_id = t.id AND ` +
          `strpos(c.content, '\`\`\`') > 0)`,
      );
    if (!q?.trim()) return;
    const { sql, values } = await this.search.condition(userId, q);
    query.andWhere(sql, values);
  }

  count(): Promise<number> {
    return countRows(this.threads);
  }
}

export const notFound = (): DomainError =>
  new DomainError('thread.not-found', 'There is no such chat. It may have been deleted.');
