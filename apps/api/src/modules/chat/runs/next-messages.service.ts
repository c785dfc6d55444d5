import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { sanitizeForPostgres } from '../../../common/sanitize-for-postgres.js';
import type { QueuedMessageDto, QueuedReplyDto, QueuedUpdateDto } from '../queued/queued-message.dto.js';
import type { QueuedMessage } from '../queued/queued-message.entity.js';
import { QueuedMessageRepository } from '../queued/queued-message.repository.js';
import type { ThreadDetailDto, ThreadDetailQueryDto } from '../threads/thread.dto.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { ThreadService } from '../threads/thread.service.js';
import type { ChatRequestDto, QueuedCreateDto } from './chat.dto.js';
import { RunRegistry } from './run.registry.js';
import { RunService } from './run.service.js';
import { RunStarter, type Asker } from './run.starter.js';

/** How often a message is offered to a thread whose answer begins and ends at the same moments. */
const MOST_TRIES = 5;

/** The messages that wait, as their owner handles them. `RunStarter.next` asks them when their turn comes. */
@Injectable()
export class NextMessages {
  constructor(
    private readonly queued: QueuedMessageRepository,
    private readonly threads: ThreadRepository,
    private readonly details: ThreadService,
    private readonly registry: RunRegistry,
    private readonly runs: RunService,
    private readonly starter: RunStarter,
  ) {}

  /**
   * Lets a question wait for the end of the answer in progress, or asks it at once if there is none.
   * @throws DomainError `request.invalid`, `queued.full`, and as `RunService.ask`
   */
  async send(asker: Asker, body: ChatRequestDto): Promise<QueuedReplyDto> {
    for (const field of ['system', 'parent_id', 'compare_models'] as const)
      if (body[field] !== undefined && body[field] !== null)
        throw new DomainError('request.invalid', `A question that may wait has no \`${field}\`: leave it out.`, {
          errors: [{ pointer: `/${field}`, message: 'cannot be given together with queue' }],
        });
    for (let tries = 1; ; tries++) {
      const waiting = body.thread_id && (await this.add(asker, body.thread_id, body, 'next'));
      if (waiting) return toReply(waiting, await this.queued.placeOf(waiting));
      try {
        return asked(await this.runs.ask(asker, body));
      } catch (error) {
        // Another answer has begun since, so that it can wait after all.
        const again = error instanceof DomainError && error.code === 'run.active' && tries < MOST_TRIES;
        if (!again) throw error;
      }
    }
  }

  /**
   * Adds a question to those that wait, also while nothing is being answered: then it is held.
   * @throws DomainError `thread.not-found`, `prompt.too-long`, `queued.full`, `run.conflict`
   */
  async keep(asker: Asker, threadId: string, body: QueuedCreateDto): Promise<QueuedMessageDto> {
    const added = await this.add(asker, threadId, body, 'kept', body.position);
    return this.queued.read(added!);
  }

  /** @throws DomainError `queued.not-found`, `prompt.too-long`, `queued.full` */
  async change(principal: Principal, id: string, { prompt, position }: QueuedUpdateDto): Promise<QueuedMessageDto> {
    const message = await this.queued.findOwn(id, principal.userId, principal.key?.id);
    if (prompt != null) this.starter.checkLength(prompt);
    const text = prompt == null ? undefined : sanitizeForPostgres(prompt);
    await this.queued.change(message, text, position ?? undefined, behalfOf({ principal }));
    return this.queued.read(message);
  }

  /** @throws DomainError `queued.not-found` */
  remove({ userId, key }: Principal, id: string): Promise<void> {
    return this.queued.remove(id, userId, key?.id);
  }

  /**
   * Asks a waiting message now, or first of all when the answer in progress is complete; those behind it follow.
   * @throws DomainError `queued.not-found`, and as `RunService.ask`; then it waits on
   */
  async ask(asker: Asker, id: string): Promise<QueuedReplyDto> {
    const message = await this.queued.findOwn(id, asker.principal.userId, asker.principal.key?.id);
    const reply = toReply(message, 1);
    if (await this.queued.release(message, behalfOf(asker))) return reply;
    const { active_leaf_id } = await this.threads.findOwn(message.thread_id, message.user_id);
    try {
      const run = await this.starter.askQueued({ ...message, ...behalfOf(asker) }, asker, active_leaf_id);
      if (run) return asked(run);
    } catch (error) {
      // Somebody was faster: it is the next one then.
      if (error instanceof DomainError && error.code === 'run.active') {
        if (await this.queued.release(message, behalfOf(asker))) return reply;
      }
      throw error;
    }
    throw new DomainError('queued.not-found', 'This message has been asked already.');
  }

  /**
   * A thread with its messages. Not as it is for a moment between two answers: who reads it then would take the next
   * message for one that is held, and not learn that it is asked.
   * @throws DomainError `thread.not-found`
   */
  async detail(userId: string, id: string, query: ThreadDetailQueryDto): Promise<ThreadDetailDto> {
    for (let reads = 1; ; reads++) {
      const outline = await this.details.outline(userId, id, query);
      const run = outline.queued.length > 0 && !outline.running ? this.registry.ofThread(id) : undefined;
      if (run && reads < MOST_TRIES) {
        if (run.saved) await run.untilEnded();
        continue;
      }
      const thread = await this.details.whole(outline);
      if (thread) return thread;
    }
  }

  private async add(
    { principal, requestId }: Asker,
    threadId: string,
    body: ChatRequestDto | QueuedCreateDto,
    how: 'next' | 'kept',
    position?: number,
  ): Promise<QueuedMessage | undefined> {
    this.starter.checkLength(body.prompt);
    await this.threads.findOwn(threadId, principal.userId);
    const message: QueuedMessage = {
      id: newId(),
      thread_id: threadId,
      user_id: principal.userId,
      position: 0,
      prompt: sanitizeForPostgres(body.prompt),
      images: body.images?.length ? body.images : null,
      files: await this.starter.filesOf(principal, body.file_ids),
      model: body.model ?? null,
      options: body.options ?? null,
      use_cache: body.cache !== 'bypass',
      client_message_id: body.client_message_id ?? null,
      ...behalfOf({ principal }),
      request_id: requestId,
      problem: null,
      created_at: new Date(),
    };
    return this.queued.add(message, how, position ?? undefined);
  }
}

const behalfOf = ({ principal }: Pick<Asker, 'principal'>): Pick<QueuedMessage, 'session_id' | 'key_id'> =>
  principal.key
    ? { session_id: null, key_id: principal.key.id }
    : { session_id: principal.sessionId ?? null, key_id: null };

const toReply = ({ id, thread_id }: QueuedMessage, position: number): QueuedReplyDto => ({
  thread_id,
  queued_message_id: id,
  position,
  run_id: null,
});

const asked = ({ id, subject }: { id: string; subject: { threadId: string } }): QueuedReplyDto => ({
  thread_id: subject.threadId,
  queued_message_id: null,
  position: 0,
  run_id: id,
});
