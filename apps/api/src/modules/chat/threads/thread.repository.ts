import { countRows } from '../../../database/count-rows.js';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Like, QueryFailedError, Repository } from 'typeorm';
import { hasChanges } from '../../../database/has-changes.js';
import { positional } from '../../../database/positional.js';
import { runPrepared } from '../../../database/prepared.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Page } from '../../../common/http/paging.js';
import { ChatMessage } from './message.entity.js';
import type { SnippetDto } from './thread.dto.js';
import { ChatThread } from './thread.entity.js';
import {
  afterPlace,
  LIST_ORDER,
  listScope,
  toCursor,
  toPlace,
  type Condition,
  type ListPlace,
  type ThreadFilter,
} from './thread-list.js';
import { ThreadSearchRepository } from './thread-search.repository.js';
import { ThreadSnippetRepository } from './thread-snippet.repository.js';

export type ListedThread = ChatThread & { running: boolean; snippet?: SnippetDto };

/** A page of threads; a search that would take too long stops before it is full. */
export type ThreadPage = Page<ListedThread> & {
  /** Threads last used before this time have not been searched yet. */
  searchedTo?: Date;
};

const IS_RUNNING = `EXISTS (
  SELECT 1 FROM chat_messages m WHERE m.thread_id = t.id AND m.status IN ('queued', 'running'))`;
/** Rows of one INSERT; a statement has at most 65,535 parameters. */
const INSERT_ROWS = 500;
/** Threads deleted by one statement, so that none holds its locks for long. */
const DELETE_ROWS = 500;

@Injectable()
export class ThreadRepository {
  constructor(
    @InjectRepository(ChatThread) private readonly threads: Repository<ChatThread>,
    private readonly searches: ThreadSearchRepository,
    private readonly snippets: ThreadSnippetRepository,
  ) {}

  /** @throws DomainError `thread.not-found`, also for somebody else's thread */
  async findOwn(id: string, userId: string): Promise<ChatThread> {
    const thread = await this.threads.findOneBy({ id, user_id: userId });
    if (!thread) throw notFound();
    return thread;
  }

  /**
   * Pinned threads first, then the newest. Keyset paging, so that a deep page costs as much as the first. Reads no
   * message bodies unless something is looked for inside of the threads.
   * @throws DomainError `request.invalid` for an invalid cursor
   */
  async list(userId: string, filter: ThreadFilter, limit: number, cursor?: string): Promise<ThreadPage> {
    const after = cursor === undefined ? undefined : toPlace(cursor);
    const scope = listScope(userId, filter);
    if (filter.q?.trim() || filter.has_code !== undefined) return this.search(userId, filter, scope, limit, after);
    return pageOf(await this.rows(scope, limit + 1, after), limit);
  }

  private async search(
    userId: string,
    { q, has_code }: ThreadFilter,
    scope: Condition,
    limit: number,
    after: ListPlace | undefined,
  ): Promise<ThreadPage> {
    const search = { text: q, hasCode: has_code };
    const { ids, stoppedAt } = await this.searches.find(userId, search, scope, limit + 1, after);
    const found = await this.rows({ sql: 't.id = ANY(:ids::uuid[])', values: { ids } }, limit + 1, undefined);
    const page = pageOf(found, limit);
    const last = page.rows.at(-1);
    // One of them may have been deleted meanwhile; there is a next page all the same.
    if (ids.length > limit && last) page.nextCursor ??= toCursor(last);
    if (q?.trim()) {
      const shown = page.rows.map(({ id }) => id);
      const snippets = await this.snippets.ofThreads(userId, shown, q);
      for (const row of page.rows) row.snippet = snippets.get(row.id);
    }
    if (!stoppedAt) return page;
    // Pinned ones come first: as long as it is among them, nothing of the rest has been searched.
    const searchedTo = stoppedAt.pinned ? new Date() : stoppedAt.updated_at;
    return { ...page, nextCursor: toCursor(stoppedAt), searchedTo };
  }

  /** Threads in the order of the list. Rows as they come: to make objects of them took longer than to read them. */
  private rows({ sql, values }: Condition, limit: number, after?: ListPlace): Promise<ListedThread[]> {
    const place = afterPlace(after);
    const columns = this.threads.metadata.columns.filter(({ isSelect }) => isSelect);
    return runPrepared<ListedThread>(
      this.threads.manager,
      ...positional(
        `SELECT ${columns.map(({ databaseName }) => `t.${databaseName}`).join(', ')}, ${IS_RUNNING} AS running
         FROM chat_threads t WHERE ${sql} AND ${place.sql} ORDER BY ${LIST_ORDER} LIMIT :limit`,
        { ...values, ...place.values, limit },
      ),
    );
  }

  /** @throws DomainError `thread.not-found` */
  async update(id: string, userId: string, change: Partial<ChatThread>): Promise<ChatThread> {
    if (hasChanges(change)) {
      const result = await this.threads.update({ id, user_id: userId }, change);
      if (result.affected === 0) throw notFound();
    }
    return this.findOwn(id, userId);
  }

  /** Replaces a title that nobody has changed since; the thread keeps its place in the list. */
  async retitle(id: string, from: string, to: string): Promise<void> {
    await this.threads.update({ id, title: from, title_is_manual: false }, { title: to });
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

  /** The files that questions of these threads carry, as far as they are temporary. */
  async temporaryFileIds(ids: string[]): Promise<string[]> {
    const rows: { id: string }[] = await this.threads.query(
      `SELECT DISTINCT f #>> '{}' AS id FROM chat_threads t JOIN chat_messages m ON m.thread_id = t.id
       CROSS JOIN jsonb_path_query(m.files, '$[*].id') f WHERE t.id = ANY ($1::uuid[]) AND t.temporary`,
      [ids],
    );
    return rows.map(({ id }) => id);
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

  /** The thread that came from this source. @throws DomainError `thread.not-found` */
  hasImported(userId: string, key: string): Promise<boolean> {
    return this.threads.existsBy({ user_id: userId, import_key: key });
  }

  /** How many threads of a person have a key that begins so. @param prefix without wildcards of LIKE */
  countImported(userId: string, prefix: string): Promise<number> {
    return this.threads.countBy({ user_id: userId, import_key: Like(`${prefix}%`) });
  }

  async findImported(userId: string, key: string): Promise<ChatThread> {
    const thread = await this.threads.findOneBy({ user_id: userId, import_key: key });
    if (!thread) throw notFound();
    return thread;
  }

  /** Deletes threads that were last used before a time and have no running answer. @returns how many */
  async deleteUnused(which: 'temporary' | 'unpinned', before: Date): Promise<number> {
    const kind = which === 'temporary' ? 't.temporary' : 'NOT t.temporary AND NOT t.pinned';
    let deleted = 0;
    for (;;) {
      const [, affected] = (await this.threads.query(
        // An array, so that each is found by its id, and no plan reads all the threads.
        `DELETE FROM chat_threads WHERE id = ANY(ARRAY(SELECT t.id FROM chat_threads t WHERE t.updated_at < $1 AND ` +
          `${kind} AND NOT ${IS_RUNNING} ORDER BY t.updated_at LIMIT ${DELETE_ROWS}))`,
        [before],
      )) as [unknown, number];
      deleted += affected;
      if (affected < DELETE_ROWS) return deleted;
    }
  }

  count(): Promise<number> {
    return countRows(this.threads);
  }
}

/** @param rows one more than fits, when there is a next page */
function pageOf(rows: ListedThread[], limit: number): Page<ListedThread> {
  const shown = rows.slice(0, limit);
  return { rows: shown, ...(rows.length > limit && { nextCursor: toCursor(shown.at(-1)!) }) };
}

export const notFound = (): DomainError =>
  new DomainError('thread.not-found', 'There is no such chat. It may have been deleted.');
