import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Repository } from 'typeorm';
import { ChatMessage } from './message.entity.js';
import { isBeside, stillAnswered } from './message.repository.js';
import { ChatThread } from './thread.entity.js';
import { notFound } from './thread.repository.js';
import { newestLeaf, subtree } from './tree.js';

/** Answers of several models to one question, side by side. */
@Injectable()
export class ComparisonRepository {
  constructor(@InjectRepository(ChatMessage) private readonly messages: Repository<ChatMessage>) {}

  /** The answers beside each other under a question, in the order of their places. */
  answersTo({ id, thread_id }: Pick<ChatMessage, 'id' | 'thread_id'>): Promise<ChatMessage[]> {
    return this.messages.find({
      where: { thread_id, parent_id: id, compare_place: Not(IsNull()) },
      order: { compare_place: 'ASC', id: 'ASC' },
    });
  }

  /** The shown message of a thread, if it stands beside this answer. */
  async shownBeside(threadId: string, answerId: string): Promise<string | undefined> {
    const [row]: { id: string }[] = await this.messages.query(
      `SELECT shown.id FROM chat_threads t JOIN chat_messages shown ON shown.id = t.active_leaf_id
       JOIN chat_messages answer ON answer.id = $2 AND answer.parent_id = shown.parent_id
       WHERE t.id = $1 AND shown.compare_place IS NOT NULL AND answer.compare_place IS NOT NULL`,
      [threadId, answerId],
    );
    return row?.id;
  }

  /**
   * Ends a comparison, in one transaction with the thread locked: its answers have no places any more.
   * @param kept the answer to go on with; it is shown, unless the person looks at another part of the thread
   * @param alone deletes the other answers and everything below them
   * @returns `waits`: nothing is being answered any more, and a message waits for that
   * @throws DomainError `thread.not-found`, `run.active` when an answer to delete is still being written
   */
  end(kept: ChatMessage, alone: boolean): Promise<{ active_leaf_id: string | null; removed: number; waits: boolean }> {
    return this.messages.manager.transaction(async (manager) => {
      const thread = await manager.findOne(ChatThread, {
        where: { id: kept.thread_id },
        select: { id: true, active_leaf_id: true, model_used: true, queue_open: true },
        lock: { mode: 'pessimistic_write' },
      });
      if (!thread) throw notFound();
      const nodes = await manager.find(ChatMessage, {
        where: { thread_id: thread.id },
        select: { id: true, parent_id: true, compare_place: true, status: true },
      });
      const now = nodes.find(({ id }) => id === kept.id);
      const others = now ? nodes.filter((node) => isBeside(node, now)) : [];
      const gone = new Set(alone ? others.flatMap(({ id }) => [...subtree(nodes, id)]) : []);
      const isAnswered = ({ status }: Pick<ChatMessage, 'status'>) => status === 'queued' || status === 'running';
      if (nodes.some((node) => gone.has(node.id) && isAnswered(node))) throw stillAnswered(thread.id);
      await manager.delete(ChatMessage, { id: In([...gone]) });
      const { thread_id, parent_id } = kept;
      // An imported answer may have no question, and nothing beside it.
      if (parent_id !== null)
        await manager.update(
          ChatMessage,
          { thread_id, parent_id, compare_place: Not(IsNull()) },
          { compare_place: null },
        );
      const { active_leaf_id: shown } = thread;
      const isLeft = shown === null || gone.has(shown) || others.some(({ id }) => id === shown);
      const left = nodes.filter(({ id }) => !gone.has(id));
      const active_leaf_id = isLeft ? newestLeaf(left, kept.id) : shown;
      // The thread goes on with the model whose answer was chosen.
      const model_used = (isLeft || shown === kept.id ? kept.model : null) ?? thread.model_used;
      await manager.update(ChatThread, { id: thread.id }, { active_leaf_id, model_used, message_count: left.length });
      return { active_leaf_id, removed: gone.size, waits: thread.queue_open! && !left.some(isAnswered) };
    });
  }
}
