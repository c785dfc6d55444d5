import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository, type EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { MOST_IN_THREAD, toQueuedDto, type QueuedMessageDto } from './queued-message.dto.js';
import { QueuedMessage, type QueueProblem } from './queued-message.entity.js';

/** Messages that may wait for one person, and their texts and pictures together. */
const MOST_OF_PERSON = 100;
const MOST_BYTES_OF_PERSON = 64 * 1024 * 1024;

/** An answer of thread $1 is being written. */
const IS_ANSWERED = `EXISTS (SELECT FROM chat_messages WHERE thread_id = $1 AND status IN ('queued', 'running'))`;

/** On whose behalf a message is asked. */
export type QueuedFor = Pick<QueuedMessage, 'session_id' | 'key_id'>;

/** The messages that wait. Everything that depends on whether an answer is being written locks the thread first. */
@Injectable()
export class QueuedMessageRepository {
  constructor(@InjectRepository(QueuedMessage) private readonly messages: Repository<QueuedMessage>) {}

  /** The waiting messages of a thread in their order. */
  async list(threadId: string): Promise<QueuedMessageDto[]> {
    const rows = await this.messages.find({ where: { thread_id: threadId }, order: { position: 'ASC' } });
    const held = rows.length > 0 && (await this.isHeld(threadId));
    return rows.map((row, i) => toQueuedDto(row, i + 1, held));
  }

  /** Which messages of a thread wait, and whether they are held: what `list` says, without texts and pictures. */
  async states(threadId: string): Promise<Pick<QueuedMessageDto, 'id' | 'held'>[]> {
    const rows = await this.messages.find({
      where: { thread_id: threadId },
      select: { id: true },
      order: { position: 'ASC' },
    });
    const held = rows.length > 0 && (await this.isHeld(threadId));
    return rows.map(({ id }) => ({ id, held }));
  }

  private async isHeld(threadId: string): Promise<boolean> {
    const [state]: { goes_on: boolean }[] = await this.messages.query(
      `SELECT queue_open AND ${IS_ANSWERED} AS goes_on FROM chat_threads WHERE id = $1`,
      [threadId],
    );
    return !state?.goes_on;
  }

  /** A waiting message as its person sees it. @throws DomainError `queued.not-found` */
  async read({ id, thread_id }: Pick<QueuedMessage, 'id' | 'thread_id'>): Promise<QueuedMessageDto> {
    const [row, place, held] = await Promise.all([
      this.messages.findOneBy({ id }),
      this.placeOf({ id, thread_id }),
      this.isHeld(thread_id),
    ]);
    if (!row) throw notFound();
    return toQueuedDto(row, place, held);
  }

  /** Place of a waiting message in its thread, from 1; 0 when it waits no more. */
  async placeOf({ id, thread_id }: Pick<QueuedMessage, 'id' | 'thread_id'>): Promise<number> {
    const [row]: { place: number }[] = await this.messages.query(
      `SELECT count(*)::int AS place FROM chat_queued_messages
       WHERE thread_id = $2 AND position <= (SELECT position FROM chat_queued_messages WHERE id = $1)`,
      [id, thread_id],
    );
    return row!.place;
  }

  /**
   * A message that this credential may handle: a session those of its person, an API key only its own, because it may
   * not use the person's models.
   * @throws DomainError `queued.not-found`, also for somebody else's
   */
  async findOwn(id: string, userId: string, keyId: string | undefined): Promise<QueuedMessage> {
    const message = await this.messages.findOneBy({ id, user_id: userId, ...(keyId && { key_id: keyId }) });
    if (!message) throw notFound();
    return message;
  }

  /**
   * Puts a message at the end of those that wait. A second try with the same `client_message_id` finds the first.
   * @param how `next`: only while an answer is being written, and the queue goes on after it; `kept`: also while none
   * is, and a held queue stays so
   * @param position its place, from 1; default: the last
   * @returns its id and place; `undefined` when nothing waits in vain: no answer is being written, or this message was
   * asked already
   * @throws DomainError `queued.full`, `queued.not-found`, `run.conflict` for another text under the same id
   */
  add(message: QueuedMessage, how: 'next' | 'kept', position?: number): Promise<QueuedMessage | undefined> {
    const { thread_id: threadId, user_id: userId, client_message_id: clientId } = message;
    return this.messages.manager.transaction(async (manager) => {
      await lockThread(manager, threadId);
      if (clientId !== null) {
        const known = await manager.findOneBy(QueuedMessage, { user_id: userId, client_message_id: clientId });
        if (known && known.prompt !== message.prompt) throw conflict();
        if (known) return known;
      }
      const [state]: { answered: boolean; asked: boolean; waiting: number; goes_on: boolean }[] = await manager.query(
        `SELECT ${IS_ANSWERED} AS answered, (SELECT queue_open FROM chat_threads WHERE id = $1) AS goes_on,
           EXISTS (SELECT FROM chat_messages WHERE user_id = $2 AND client_message_id = $3) AS asked,
           (SELECT count(*)::int FROM chat_queued_messages WHERE thread_id = $1) AS waiting`,
        [threadId, userId, clientId],
      );
      const { answered, asked, waiting, goes_on } = state!;
      // Between two answers the first of those that wait is about to be asked, and this one comes after it.
      const goesOn = answered || (goes_on && waiting > 0);
      if (how === 'next' && (asked || !goesOn)) return undefined;
      await requireRoom(manager, message, waiting);
      const [last]: { last: number }[] = await manager.query(
        'SELECT coalesce(max(position), 0) AS last FROM chat_queued_messages WHERE thread_id = $1',
        [threadId],
      );
      const added = { ...message, position: last!.last + 1 };
      await manager.insert(QueuedMessage, added);
      if (position !== undefined) await moveTo(manager, added, position);
      if (how === 'next' || (answered && waiting === 0)) await open(manager, threadId, true);
      return added;
    });
  }

  /**
   * @param by who writes the new text, and on whose behalf it is asked from then on
   * @throws DomainError `queued.not-found`, `queued.full`
   */
  change(
    message: QueuedMessage,
    prompt: string | undefined,
    position: number | undefined,
    by: QueuedFor,
  ): Promise<void> {
    const { id, thread_id } = message;
    return this.messages.manager.transaction(async (manager) => {
      await lockThread(manager, thread_id);
      if (position !== undefined) await moveTo(manager, message, position);
      if (prompt === undefined) return;
      await requireBytes(manager, message.user_id, Buffer.byteLength(prompt) - Buffer.byteLength(message.prompt));
      // Another text may be asked where the first could not.
      const { affected } = await manager.update(QueuedMessage, { id }, { prompt, problem: null, ...by });
      if (affected === 0) throw notFound();
    });
  }

  /** @throws DomainError `queued.not-found` */
  async remove(id: string, userId: string, keyId: string | undefined): Promise<void> {
    const { affected } = await this.messages.delete({ id, user_id: userId, ...(keyId && { key_id: keyId }) });
    if (affected === 0) throw notFound();
  }

  /** Removes a message that another request has asked. @returns whether it was still there */
  async drop(id: string): Promise<boolean> {
    return (await this.messages.delete({ id })).affected !== 0;
  }

  /** The message that is asked next; if none waits, the queue of the thread is closed. */
  async first(threadId: string): Promise<QueuedMessage | null> {
    const first = await this.messages.findOne({ where: { thread_id: threadId }, order: { position: 'ASC' } });
    if (!first)
      await this.messages.query(
        `UPDATE chat_threads SET queue_open = false WHERE id = $1
           AND NOT EXISTS (SELECT FROM chat_queued_messages WHERE thread_id = $1)`,
        [threadId],
      );
    return first;
  }

  /**
   * A person or a program asks for this message: it is the first now, and it and those of the same kind of credential
   * are asked on behalf of this one. While an answer is being written, they go on after it.
   * @returns whether an answer is being written
   * @throws DomainError `queued.not-found`
   */
  release({ id, thread_id }: QueuedMessage, by: QueuedFor): Promise<boolean> {
    return this.messages.manager.transaction(async (manager) => {
      await lockThread(manager, thread_id);
      await moveTo(manager, { id, thread_id }, 1);
      const ofKind = { thread_id, key_id: by.key_id ?? IsNull() };
      await manager.update(QueuedMessage, ofKind, { ...by, problem: null });
      await manager.update(QueuedMessage, { id }, { ...by, problem: null });
      const [state]: { answered: boolean }[] = await manager.query(`SELECT ${IS_ANSWERED} AS answered`, [thread_id]);
      if (state!.answered) await open(manager, thread_id, true);
      return state!.answered;
    });
  }

  /** Holds the messages of a thread because one of them could not be asked. */
  hold({ id, thread_id }: QueuedMessage, problem: QueueProblem | null): Promise<void> {
    return this.messages.manager.transaction(async (manager) => {
      await open(manager, thread_id, false);
      await manager.update(QueuedMessage, { id }, { problem });
    });
  }

  /**
   * Holds the messages of threads whose last answer ended without asking the next: its process is gone.
   * @param silentMs only of threads that have not changed for so long; 0: of all
   */
  async holdOrphans(silentMs: number): Promise<void> {
    await this.messages.query(
      `UPDATE chat_threads t SET queue_open = false
       WHERE queue_open AND ($1 = 0 OR updated_at < now() - $1 * interval '1 ms') AND NOT EXISTS (
         SELECT FROM chat_messages m WHERE m.thread_id = t.id AND m.status IN ('queued', 'running'))`,
      [silentMs],
    );
  }
}

/**
 * Takes a message out of those that wait, in the transaction that asks it, with its thread locked: so it is asked once,
 * and never lost.
 * @param message as it was read
 * @returns whether others wait behind it
 * @throws DomainError `queued.not-found` when it was removed, edited or asked since
 */
export async function claimQueued(manager: EntityManager, { id, prompt }: QueuedMessage): Promise<boolean> {
  const [rows]: [{ others: boolean }[]] = await manager.query(
    `DELETE FROM chat_queued_messages q WHERE id = $1 AND prompt = $2
     RETURNING EXISTS (SELECT FROM chat_queued_messages o WHERE o.thread_id = q.thread_id AND o.id <> q.id) AS others`,
    [id, prompt],
  );
  if (!rows[0]) throw notFound();
  return rows[0].others;
}

async function lockThread(manager: EntityManager, id: string): Promise<void> {
  const rows: unknown[] = await manager.query('SELECT FROM chat_threads WHERE id = $1 FOR UPDATE', [id]);
  // Its messages are gone with it.
  if (rows.length === 0) throw notFound();
}

const open = (manager: EntityManager, threadId: string, isOpen: boolean): Promise<unknown> =>
  manager.query('UPDATE chat_threads SET queue_open = $2 WHERE id = $1', [threadId, isOpen]);

/** Numbers the messages of a locked thread anew, with one of them at another place. */
async function moveTo(
  manager: EntityManager,
  { id, thread_id }: Pick<QueuedMessage, 'id' | 'thread_id'>,
  position: number,
): Promise<void> {
  const rows: { id: string }[] = await manager.query(
    'SELECT id FROM chat_queued_messages WHERE thread_id = $1 ORDER BY position',
    [thread_id],
  );
  const others = rows.map((row) => row.id).filter((other) => other !== id);
  if (others.length === rows.length) throw notFound();
  const ids = others.toSpliced(position - 1, 0, id);
  await manager.query(
    `UPDATE chat_queued_messages q SET position = o.position
     FROM unnest($1::uuid[]) WITH ORDINALITY AS o (id, position) WHERE q.id = o.id`,
    [ids],
  );
}

/** @param waiting how many wait in its thread @throws DomainError `queued.full` */
async function requireRoom(
  manager: EntityManager,
  { user_id, prompt, images }: QueuedMessage,
  waiting: number,
): Promise<void> {
  if (waiting >= MOST_IN_THREAD) throw full(`At most ${MOST_IN_THREAD} messages may wait in a chat.`);
  // One after the other, so that many at once do not get past the sum.
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`chat_queued_messages ${user_id}`]);
  if ((await manager.countBy(QueuedMessage, { user_id })) >= MOST_OF_PERSON)
    throw full(`At most ${MOST_OF_PERSON} of your messages may wait.`);
  const own = Buffer.byteLength(prompt) + (images ?? []).reduce((sum, { length }) => sum + length, 0);
  await requireBytes(manager, user_id, own);
}

/** @param added bytes that come to those that wait for this person @throws DomainError `queued.full` */
async function requireBytes(manager: EntityManager, userId: string, added: number): Promise<void> {
  if (added <= 0) return;
  const [sum]: { bytes: string }[] = await manager.query(
    `SELECT coalesce(sum(octet_length(prompt)
       + coalesce(octet_length(array_to_string(images, '')), 0)), 0) AS bytes
     FROM chat_queued_messages WHERE user_id = $1`,
    [userId],
  );
  if (Number(sum!.bytes) + added > MOST_BYTES_OF_PERSON)
    throw full(`Your messages that wait may have ${MOST_BYTES_OF_PERSON / 1024 / 1024} MiB together.`);
}

const full = (most: string): DomainError =>
  new DomainError('queued.full', `${most} Remove one of them, or wait until the next has been asked.`);

const notFound = (): DomainError =>
  new DomainError('queued.not-found', 'There is no such waiting message. It may have been asked or removed.');

const conflict = (): DomainError =>
  new DomainError(
    'run.conflict',
    'This client_message_id was used for another question. Use a new one for each question.',
  );
