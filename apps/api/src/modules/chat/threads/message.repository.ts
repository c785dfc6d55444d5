import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThan, QueryFailedError, Repository } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ChatMessage } from './message.entity.js';
import { ChatThread } from './thread.entity.js';
import { notFound } from './thread.repository.js';

/** A question and the answer that is to be written, with the thread they go into. */
export interface Turn {
  thread: ChatThread;
  /** Absent when an answer is made anew: the question is in the thread already. */
  question?: ChatMessage;
  answer: ChatMessage;
  isNewThread: boolean;
}

/** What an unfinished answer says after its process is gone. */
const INTERRUPTED = { code: 'run.interrupted', title: 'The server was stopped', detail: 'The server was stopped while it was answering. What had arrived is kept; ask again for the rest.' };

@Injectable()
export class MessageRepository {
  constructor(@InjectRepository(ChatMessage) private readonly messages: Repository<ChatMessage>) {}

  /** The whole tree of a thread, oldest first. */
  ofThread(threadId: string): Promise<ChatMessage[]> {
    return this.messages.find({ where: { thread_id: threadId }, order: { id: 'ASC' } });
  }

  /**
   * @param threadId the thread it has to be in, where that matters
   * @throws DomainError `message.not-found`, also for a message of somebody else
   */
  async findOwn(id: string, userId: string, threadId?: string): Promise<ChatMessage> {
    const message = await this.messages.findOneBy({ id, user_id: userId, ...(threadId && { thread_id: threadId }) });
    if (!message) throw new DomainError('message.not-found', 'There is no such message. It may have been deleted.');
    return message;
  }

  findByClientId(userId: string, clientMessageId: string): Promise<ChatMessage | null> {
    return this.messages.findOneBy({ user_id: userId, client_message_id: clientMessageId });
  }

  /** The first answer to a question. */
  firstAnswer(questionId: string): Promise<ChatMessage | null> {
    return this.messages.findOne({ where: { parent_id: questionId, role: 'assistant' }, order: { id: 'ASC' } });
  }

  /** The messages from the root down to `leafId`, in that order. */
  async path(leafId: string): Promise<ChatMessage[]> {
    const rows: { id: string }[] = await this.messages.query(
      `WITH RECURSIVE up(id, parent_id, depth) AS (
         SELECT id, parent_id, 0 FROM chat_messages WHERE id = $1
         UNION ALL SELECT m.id, m.parent_id, up.depth + 1 FROM chat_messages m JOIN up ON m.id = up.parent_id
       ) SELECT m.* FROM chat_messages m JOIN up USING (id) ORDER BY up.depth DESC`,
      [leafId],
    );
    return this.messages.create(rows as Partial<ChatMessage>[]);
  }

  /**
   * Writes a turn as one: thread, question and empty answer, or nothing. The thread is locked, so that two sends cannot both follow
   * the same message while one of them is being answered.
   * @returns false when the question's `client_message_id` exists already: the same question came twice.
   * @throws DomainError `thread.not-found`, `run.active`
   */
  async insertTurn({ thread, question, answer, isNewThread }: Turn): Promise<boolean> {
    try {
      await this.messages.manager.transaction(async (manager) => {
        if (isNewThread) await manager.insert(ChatThread, thread);
        else {
          const locked = await manager.findOne(ChatThread, { where: { id: thread.id }, lock: { mode: 'pessimistic_write' } });
          if (!locked) throw notFound();
          const active = await manager.findOneBy(ChatMessage, [{ thread_id: thread.id, status: 'running' }, { thread_id: thread.id, status: 'queued' }]);
          if (active) throw new DomainError('run.active', 'This chat is still being answered. Wait for the answer, or stop it first.', { members: { thread_id: thread.id } });
        }
        const rows = [question, answer].filter((row) => row !== undefined);
        await manager.insert(ChatMessage, rows);
        const { model_used, active_leaf_id, updated_at, system_prompt } = thread;
        await manager.update(ChatThread, { id: thread.id }, { model_used, active_leaf_id, updated_at, system_prompt, message_count: () => `message_count + ${rows.length}` });
      });
      return true;
    } catch (error) {
      const driver = error instanceof QueryFailedError ? (error.driverError as { constraint?: string }) : undefined;
      if (driver?.constraint === 'chat_messages_client_id_key') return false;
      throw error;
    }
  }

  async update(id: string, change: Partial<ChatMessage>): Promise<void> {
    await this.messages.update({ id }, change);
  }

  /** Sign of life for answers that are being written. */
  async beat(ids: string[]): Promise<void> {
    if (ids.length > 0) await this.messages.query('UPDATE chat_messages SET heartbeat_at = now() WHERE id = ANY($1)', [ids]);
  }

  /** Marks answers failed whose process died. @param silentSince answers without a sign of life since then. @returns how many */
  async failOrphans(silentSince: Date): Promise<number> {
    let failed = 0;
    for (const status of ['queued', 'running'] as const) {
      for (const heartbeat_at of [LessThan(silentSince), IsNull()]) {
        const result = await this.messages.update({ status, heartbeat_at }, { status: 'failed', finish_reason: 'error', error: INTERRUPTED });
        failed += result.affected ?? 0;
      }
    }
    return failed;
  }

  count(): Promise<number> {
    return this.messages.count();
  }
}
