import { countRows } from '../../../database/count-rows.js';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { And, In, LessThan, MoreThan, MoreThanOrEqual, Not, Repository, type EntityManager } from 'typeorm';
import { NOW } from '../../../database/clock.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ChatMessage } from './message.entity.js';
import { ChatThread } from './thread.entity.js';
import type { TreeNode } from './tree.js';
import { notFound } from './thread.repository.js';

/** Messages of a page: each may have pictures of 8 MiB. */
const PAGE_ROWS = 10;

/** Newest messages of a thread that are read at once, unless it is said how many. */
const MOST_NEWEST = 1_000;

/** Which messages of a thread to read. */
export interface ThreadPart {
  /** All from this one on. */
  from?: string;
  /** Only those before this one. */
  before?: string;
  /** So many of the newest; with `from`, so many before it. */
  limit?: number;
}

/** The error of an unfinished answer after its process is gone. */
const INTERRUPTED = {
  code: 'run.interrupted',
  title: 'The server was stopped',
  detail: 'The server was stopped while it was answering. What had arrived is kept; ask again for the rest.',
};

@Injectable()
export class MessageRepository {
  constructor(@InjectRepository(ChatMessage) private readonly messages: Repository<ChatMessage>) {}

  /** The whole tree of a thread, oldest first. */
  ofThread(threadId: string): Promise<ChatMessage[]> {
    return this.messages.find({ where: { thread_id: threadId }, order: { id: 'ASC' } });
  }

  /**
   * A part of a thread, on any branch, oldest first: the newest messages, or all from one on and so many before it.
   * Ids sort by time, so a part that ends with the newest message has everything below each of its messages.
   */
  async partOf(threadId: string, { from, before, limit }: ThreadPart): Promise<ChatMessage[]> {
    if (from === undefined) return this.newestOf(threadId, limit, before);
    const first = before !== undefined && before < from ? before : from;
    const older = limit === undefined ? [] : await this.newestOf(threadId, limit, first);
    const end = before === undefined ? [] : [LessThan(before)];
    const where = { thread_id: threadId, id: And(MoreThanOrEqual(from), ...end) };
    return [...older, ...(await this.messages.find({ where, order: { thread_id: 'ASC', id: 'ASC' } }))];
  }

  private async newestOf(threadId: string, limit = MOST_NEWEST, before?: string): Promise<ChatMessage[]> {
    const where = { thread_id: threadId, ...(before !== undefined && { id: LessThan(before) }) };
    return (await this.messages.find({ where, order: { thread_id: 'DESC', id: 'DESC' }, take: limit })).reverse();
  }

  /** How many bytes the messages of threads have at most as JSON, where a character of text can become six. */
  async exportSizes(threadIds: string[]): Promise<Map<string, number>> {
    const rows: { thread_id: string; bytes: string }[] = await this.messages.query(
      `SELECT thread_id, sum(4096 + 6 * (octet_length(content) + coalesce(octet_length(thinking), 0))
         + coalesce(octet_length(array_to_string(images, '","')), 0)) bytes
       FROM chat_messages WHERE thread_id = ANY($1) GROUP BY thread_id`,
      [threadIds],
    );
    return new Map(rows.map(({ thread_id, bytes }) => [thread_id, Number(bytes)]));
  }

  /** The tree of a thread a few messages at a time, for threads whose pictures do not fit into memory. */
  async *pagesOf(threadId: string): AsyncGenerator<ChatMessage[]> {
    let after: string | undefined;
    for (;;) {
      const page = await this.messages.find({
        where: { thread_id: threadId, ...(after !== undefined && { id: MoreThan(after) }) },
        order: { id: 'ASC' },
        take: PAGE_ROWS,
      });
      if (page.length > 0) yield page;
      if (page.length < PAGE_ROWS) return;
      after = page.at(-1)!.id;
    }
  }

  /**
   * @param threadId the thread it must belong to, if that matters
   * @throws DomainError `message.not-found`, also for somebody else's message
   */
  async findOwn(id: string, userId: string, threadId?: string): Promise<ChatMessage> {
    const message = await this.messages.findOneBy({ id, user_id: userId, ...(threadId && { thread_id: threadId }) });
    if (!message) throw new DomainError('message.not-found', 'There is no such message. It may have been deleted.');
    return message;
  }

  findByClientId(userId: string, clientMessageId: string): Promise<ChatMessage | null> {
    return this.messages.findOneBy({ user_id: userId, client_message_id: clientMessageId });
  }

  /** The first answer to a question that has not failed, or a failed one if there is no other. */
  async bestAnswer({ id, thread_id }: Pick<ChatMessage, 'id' | 'thread_id'>): Promise<ChatMessage | null> {
    const where = { thread_id, parent_id: id, role: 'assistant' as const };
    const order = { id: 'ASC' as const };
    return (
      (await this.messages.findOne({ where: { ...where, status: Not('failed') }, order })) ??
      (await this.messages.findOne({ where, order }))
    );
  }

  /** The messages from the root down to `leafId`, in that order. */
  async path(leafId: string): Promise<ChatMessage[]> {
    const rows: { id: string }[] = await this.messages.query(
      `WITH RECURSIVE up(id, parent_id, depth) AS (
         SELECT id, parent_id, 0 FROM chat_messages WHERE id = $1
         UNION ALL SELECT m.id, m.parent_id, up.depth + 1 FROM chat_messages m JOIN up ON m.id = up.parent_id
       ) SELECT id FROM up ORDER BY depth DESC`,
      [leafId],
    );
    const messages = new Map(
      (await this.messages.findBy({ id: In(rows.map(({ id }) => id)) })).map((message) => [message.id, message]),
    );
    return rows.map(({ id }) => messages.get(id)!);
  }

  /** How many messages the branch down to `leafId` has, and the bytes of their texts and pictures. */
  async pathSize(leafId: string): Promise<{ messages: number; bytes: number }> {
    const [row]: [{ messages: number; bytes: string }] = await this.messages.query(
      `WITH RECURSIVE up(id, parent_id) AS (
         SELECT id, parent_id FROM chat_messages WHERE id = $1
         UNION ALL SELECT m.id, m.parent_id FROM chat_messages m JOIN up ON m.id = up.parent_id
       ) SELECT count(*)::int AS messages, coalesce(sum(octet_length(content) + coalesce(octet_length(thinking), 0)
           + coalesce(octet_length(array_to_string(images, '')), 0)), 0) AS bytes
         FROM chat_messages WHERE id IN (SELECT id FROM up)`,
      [leafId],
    );
    return { messages: row.messages, bytes: Number(row.bytes) };
  }

  /**
   * Changes the shape of a thread's tree in one transaction, with the thread locked.
   * @param changed the message whose part of the tree changes; see `lockIdle`
   * @param decide gets every message (ids only) and the shown leaf; returns what to delete and the new leaf
   * @throws DomainError `thread.not-found`, `run.active`
   */
  changeTree(
    threadId: string,
    decide: (nodes: TreeNode[], leafId: string | null) => Promise<{ remove: string[]; active_leaf_id: string | null }>,
    changed?: ChatMessage,
  ): Promise<{ active_leaf_id: string | null; removed: number }> {
    return this.messages.manager.transaction(async (manager) => {
      const thread = await lockIdle(manager, threadId, changed);
      const nodes = await manager.find(ChatMessage, {
        where: { thread_id: threadId },
        select: { id: true, parent_id: true },
      });
      const { remove, active_leaf_id } = await decide(nodes, thread.active_leaf_id);
      await manager.delete(ChatMessage, { id: In(remove) });
      await manager.update(
        ChatThread,
        { id: threadId },
        { active_leaf_id, message_count: nodes.length - remove.length },
      );
      return { active_leaf_id, removed: remove.length };
    });
  }

  /** Reopens a finished answer. @throws DomainError `thread.not-found`, `run.active` */
  reopen(answer: ChatMessage, change: Partial<ChatMessage>): Promise<void> {
    return this.messages.manager.transaction(async (manager) => {
      await lockIdle(manager, answer.thread_id, answer);
      await manager.update(ChatMessage, { id: answer.id }, { ...change, heartbeat_at: NOW });
      await manager.update(ChatThread, { id: answer.thread_id }, { updated_at: new Date() });
    });
  }

  async update(id: string, change: Partial<ChatMessage>): Promise<void> {
    await this.messages.update({ id }, change);
  }

  /** Marks queued answers as running; those that have ended meanwhile stay as they are. */
  async markRunning(ids: string[]): Promise<void> {
    await this.messages.update({ id: In(ids), status: 'queued' }, { status: 'running' });
  }

  /** Saves the text so far, which is a sign of life as well. */
  async savePart(
    id: string,
    part: Pick<ChatMessage, 'content' | 'thinking' | 'citations' | 'documents'>,
  ): Promise<void> {
    await this.messages.update({ id }, { ...part, heartbeat_at: NOW });
  }

  /** Whether an answer of the thread is running or queued. */
  isBeingAnswered(threadId: string): Promise<boolean> {
    return this.messages.existsBy([
      { thread_id: threadId, status: 'running' },
      { thread_id: threadId, status: 'queued' },
    ]);
  }

  /** Writes the heartbeat of running answers. */
  async beat(ids: string[]): Promise<void> {
    if (ids.length > 0)
      await this.messages.query('UPDATE chat_messages SET heartbeat_at = now() WHERE id = ANY($1)', [ids]);
  }

  /**
   * Marks answers as failed whose process died.
   * @param silentMs answers without a heartbeat for so long
   * @returns how many
   */
  async failOrphans(silentMs: number): Promise<number> {
    const { affected } = await this.messages
      .createQueryBuilder()
      .update({ status: 'failed', finish_reason: 'error', error: INTERRUPTED })
      .where(`status IN ('queued', 'running')`)
      .andWhere(`(heartbeat_at IS NULL OR heartbeat_at < now() - :silentMs * interval '1 ms')`, { silentMs })
      .execute();
    return affected ?? 0;
  }

  count(): Promise<number> {
    return countRows(this.messages);
  }
}

/**
 * Locks a thread without a running answer.
 * @param compared an answer beside those of other models, which may be running: each is changed by itself
 * @throws DomainError `thread.not-found`, `run.active`
 */
export async function lockIdle(manager: EntityManager, id: string, compared?: ChatMessage): Promise<ChatThread> {
  const thread = await manager.findOne(ChatThread, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!thread) throw notFound();
  const running = await manager.find(ChatMessage, {
    select: { id: true, parent_id: true, compare_place: true },
    where: [
      { thread_id: id, status: 'running' },
      { thread_id: id, status: 'queued' },
    ],
  });
  const active = running.some((one) => compared === undefined || !isBeside(one, compared));
  if (active) throw stillAnswered(id);
  return thread;
}

type Compared = Pick<ChatMessage, 'id' | 'parent_id' | 'compare_place'>;

/** Whether both are answers of several models to the same question, side by side. */
export const isBeside = (one: Compared, other: Compared): boolean =>
  one.id !== other.id &&
  one.parent_id === other.parent_id &&
  one.compare_place !== null &&
  other.compare_place !== null;

export const stillAnswered = (threadId: string): DomainError =>
  new DomainError('run.active', 'This chat is still being answered. Wait for the answer, or stop it first.', {
    members: { thread_id: threadId },
  });
