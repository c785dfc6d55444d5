import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { CURSOR, decodeCursor, encodeCursor, type Page } from '../../../common/http/paging.js';
import { ChatThread } from './thread.entity.js';

export type ListedThread = ChatThread & { running: boolean };

export interface ThreadFilter {
  archived: boolean;
  q?: string;
  model?: string;
}

@Injectable()
export class ThreadRepository {
  constructor(@InjectRepository(ChatThread) private readonly threads: Repository<ChatThread>) {}

  /** @throws DomainError `thread.not-found`, also for a thread of somebody else */
  async findOwn(id: string, userId: string): Promise<ChatThread> {
    const thread = await this.threads.findOneBy({ id, user_id: userId });
    if (!thread) throw notFound();
    return thread;
  }

  /** Pinned ones first, then the newest; by keyset, so that a deep page costs what the first one does. Reads no message bodies unless `q` asks for them. */
  async list(userId: string, filter: ThreadFilter, limit: number, cursor?: string): Promise<Page<ListedThread>> {
    const query = this.threads
      .createQueryBuilder('t')
      .addSelect(`EXISTS (SELECT 1 FROM chat_messages m WHERE m.thread_id = t.id AND m.status IN ('queued', 'running'))`, 'running')
      .where('t.user_id = :userId AND t.archived = :archived', { userId, archived: filter.archived });
    if (filter.model) query.andWhere('t.model_used = :model', filter);
    if (filter.q) {
      query.andWhere(
        `(strpos(lower(t.title), lower(:q)) > 0 OR EXISTS (SELECT 1 FROM chat_messages b WHERE b.thread_id = t.id AND strpos(lower(b.content), lower(:q)) > 0))`,
        { q: filter.q },
      );
    }
    if (cursor) {
      const [pinned, updatedAt, id] = decodeCursor(cursor, [CURSOR.boolean, CURSOR.time, CURSOR.id]);
      query.andWhere('(t.pinned, t.updated_at, t.id) < (:pinned::boolean, :updatedAt::timestamptz, :id::uuid)', { pinned, updatedAt, id });
    }
    const { entities, raw } = await query.orderBy('t.pinned', 'DESC').addOrderBy('t.updated_at', 'DESC').addOrderBy('t.id', 'DESC').limit(limit + 1).getRawAndEntities<{ running: boolean }>();
    const rows = entities.slice(0, limit).map((thread, i) => Object.assign(thread, { running: raw[i]!.running }));
    const last = rows.at(-1);
    const more = entities.length > limit && last;
    return { rows, ...(more && { nextCursor: encodeCursor([String(last.pinned), last.updated_at.toISOString(), last.id]) }) };
  }

  /** @throws DomainError `thread.not-found` */
  async update(id: string, userId: string, change: Partial<ChatThread>): Promise<ChatThread> {
    if (Object.keys(change).length > 0) {
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

  count(): Promise<number> {
    return this.threads.count();
  }
}

export const notFound = (): DomainError => new DomainError('thread.not-found', 'There is no such chat. It may have been deleted.');
