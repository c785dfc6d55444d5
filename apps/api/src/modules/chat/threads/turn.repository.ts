import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, Repository, type EntityManager } from 'typeorm';
import { causeOf } from '../../../common/errors/sqlstate.js';
import { NOW } from '../../../database/clock.js';
import { runPrepared } from '../../../database/prepared.js';
import type { QueuedMessage } from '../queued/queued-message.entity.js';
import { claimQueued } from '../queued/queued-message.repository.js';
import { ChatMessage } from './message.entity.js';
import { lockIdle, stillAnswered } from './message.repository.js';
import { ChatThread } from './thread.entity.js';
import { notFound } from './thread.repository.js';

/** A question and its pending answer, with their thread. */
export interface Turn {
  thread: ChatThread;
  /** Absent when an answer is regenerated: the question exists already. */
  question?: ChatMessage;
  answer: ChatMessage;
  /** Answers of further models to the same question. */
  others: ChatMessage[];
  isNewThread: boolean;
  /** The thread's title has changed, unless a person has just named it. */
  isRetitled?: boolean;
  /** The message with the `client_message_id` of a request whose answer failed, and which is asked again: never new. */
  retried?: ChatMessage;
  /** The answer among several models' whose place this one takes. */
  replaced?: ChatMessage;
  /** The message that waited until now, if the question is one. */
  queued?: QueuedMessage;
}

/** Writes the two durable moments of a turn: its beginning and its end. Each costs as few round trips as it can. */
@Injectable()
export class TurnRepository {
  constructor(@InjectRepository(ChatMessage) private readonly messages: Repository<ChatMessage>) {}

  /**
   * Writes thread, question and empty answer, all or nothing. A thread that exists is locked, so that two sends cannot
   * both follow the same message while one of them is being answered.
   * @returns false when the question's `client_message_id` exists already (a retry), or when another retry was faster
   * @throws DomainError `thread.not-found`, `run.active`, `queued.not-found`
   */
  async begin(turn: Turn): Promise<boolean> {
    try {
      return turn.isNewThread ? await this.beginThread(turn) : await this.continueThread(turn);
    } catch (error) {
      if (causeOf(error)?.constraint === 'chat_messages_client_id_key') return false;
      throw error;
    }
  }

  /**
   * Writes the end of an answer, and that its thread has changed. It locks the thread first, as everything does that
   * removes one (PostgreSQL runs what nobody reads from last). An answer that is not complete holds the messages that
   * wait in the thread.
   * @param touch false for a thread that is being deleted
   * @returns whether a message waits that is to be asked now
   * @throws DomainError `thread.not-found`
   */
  async end(answerId: string, threadId: string, change: Partial<ChatMessage>, touch: boolean): Promise<boolean> {
    const columns = Object.keys(change).map((name, i) => `${name} = $${i + 3}`);
    const ended = `UPDATE chat_messages SET ${columns.join(', ')} WHERE id = $1`;
    // A cursor has milliseconds; between finer times it would lose a thread.
    const thread =
      `UPDATE chat_threads SET updated_at = date_trunc('milliseconds', now())` +
      `${change.status === 'complete' ? '' : ', queue_open = false'} WHERE id = $2 RETURNING queue_open`;
    const rows = await runPrepared<{ queue_open?: boolean }>(
      this.messages.manager,
      touch ? `WITH ended AS (${ended}) ${thread}` : `${ended} AND thread_id = $2 RETURNING id`,
      [answerId, threadId, ...Object.entries(change).map(toColumn)],
    );
    if (touch && rows.length === 0) throw notFound();
    return rows[0]?.queue_open ?? false;
  }

  /** One statement: nobody else can know of the thread yet. */
  private async beginThread({ thread, question, answer, others }: Turn): Promise<boolean> {
    const values: unknown[] = [];
    const list = (row: Record<string, unknown>, names: string[]) =>
      names.map((name) => (row[name] === NOW ? NOW() : `$${values.push(toColumn([name, row[name]]))}`)).join(', ');
    const rows = [question, answer, ...others].filter((row) => row !== undefined).map(withHeartbeat) as object[];
    const started: Record<string, unknown> = { ...thread, message_count: rows.length };
    const [columns, fields] = [Object.keys(started), Object.keys(rows[0]!)];
    await runPrepared(
      this.messages.manager,
      `WITH thread AS (INSERT INTO chat_threads (${columns.join(', ')}) VALUES (${list(started, columns)}))
       INSERT INTO chat_messages (${fields.join(', ')}) VALUES
       ${rows.map((row) => `(${list(row as Record<string, unknown>, fields)})`).join(', ')}`,
      values,
    );
    return true;
  }

  private continueThread({
    thread,
    question,
    answer,
    others,
    retried,
    replaced,
    isRetitled,
    queued,
  }: Turn): Promise<boolean> {
    return this.messages.manager.transaction(async (manager) => {
      await lockIdle(manager, thread.id, replaced);
      if (replaced) await vacatePlace(manager, replaced);
      if (retried && !(await claimRetry(manager, retried, answer))) return false;
      const queue = queued && { queue_open: await claimQueued(manager, queued) };
      const rows = [question, answer, ...others].filter((row) => row !== undefined);
      await manager.insert(ChatMessage, rows.map(withHeartbeat));
      const { model_used, active_leaf_id, updated_at, system_prompt } = thread;
      await manager.update(
        ChatThread,
        { id: thread.id },
        {
          model_used,
          active_leaf_id,
          updated_at,
          system_prompt,
          message_count: () => `message_count + ${rows.length}`,
          ...queue,
        },
      );
      if (isRetitled)
        await manager.update(ChatThread, { id: thread.id, title_is_manual: false }, { title: thread.title });
      return true;
    });
  }
}

/**
 * Decides, with the thread locked, whether this retry is the one that asks again. Of a regenerated answer the failed
 * row hands its `client_message_id` to the new one.
 */
async function claimRetry(manager: EntityManager, retried: ChatMessage, answer: ChatMessage): Promise<boolean> {
  if (retried.role === 'user') {
    const beside = { thread_id: retried.thread_id, parent_id: retried.id, role: 'assistant' as const };
    if (await manager.existsBy(ChatMessage, { ...beside, status: Not('failed') })) return false;
    // Failed answers side by side are versions from now on: their places are those of the new ones.
    await manager.update(ChatMessage, { ...beside, compare_place: Not(IsNull()) }, { compare_place: null });
    return true;
  }
  const { id, client_message_id } = retried;
  const { affected } = await manager.update(ChatMessage, { id, client_message_id }, { client_message_id: null });
  answer.client_message_id = client_message_id;
  return affected === 1;
}

/** Of two retries of the same column, the second one finds the place taken. @throws DomainError `run.active` */
async function vacatePlace(manager: EntityManager, { id, thread_id, compare_place }: ChatMessage): Promise<void> {
  const { affected } = await manager.update(
    ChatMessage,
    { id, compare_place: compare_place! },
    { compare_place: null },
  );
  if (affected !== 1) throw stillAnswered(thread_id);
}

/** The driver takes a list for an array of PostgreSQL, which a column of JSON does not read. */
const LISTS: ReadonlySet<string> = new Set<keyof ChatMessage>(['files', 'citations']);
const toColumn = ([name, value]: [string, unknown]): unknown =>
  value !== null && LISTS.has(name) ? JSON.stringify(value) : value;

const withHeartbeat = (row: ChatMessage) => (row.status === 'queued' ? { ...row, heartbeat_at: NOW } : row);
