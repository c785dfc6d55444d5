import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import type { Principal } from '../../../common/principal.js';
import { ENV, type Env } from '../../../config/env.js';
import { ModelsService } from '../../models/index.js';
import type { AnswerOptionsDto, ChatRequestDto } from './chat.dto.js';
import { buildRequest, titleFrom } from './conversation.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { MessageRepository, type Turn } from '../threads/message.repository.js';
import { replayOf } from './replay.js';
import { Run } from './run.js';
import type { RunStatusDto } from './run.events.js';
import { RunRegistry } from './run.registry.js';
import { RunWorker } from './run.worker.js';
import type { ChatThread } from '../threads/thread.entity.js';
import { ThreadRepository } from '../threads/thread.repository.js';

/** Who asks, and in which HTTP request. */
export interface Asker {
  principal: Principal;
  requestId: string;
}

/** A turn before ids and rows exist. */
interface Draft {
  thread: ChatThread;
  isNewThread: boolean;
  /** Text and images of a new question; absent when an existing one is answered again. */
  question?: { prompt: string; images?: string[]; parentId: string | null };
  /** The existing question, when there is no new one. */
  questionId?: string;
  useCache: boolean;
}

/** Begins runs: finds or opens the thread, writes question and empty answer, and sets the worker to it. */
@Injectable()
export class RunService {
  constructor(
    private readonly models: ModelsService,
    private readonly threads: ThreadRepository,
    private readonly messages: MessageRepository,
    private readonly registry: RunRegistry,
    private readonly worker: RunWorker,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Asks a question in a new or an existing thread.
   * @throws DomainError `prompt.too-long`, `thread.not-found`, `message.not-found`, `model.unavailable`, `run.active`, `run.conflict`
   */
  async ask(asker: Asker, body: ChatRequestDto): Promise<Run> {
    this.checkLength(body.prompt);
    const { userId } = asker.principal;
    const thread = body.thread_id ? await this.threads.findOwn(body.thread_id, userId) : newThread(userId, body.prompt);
    if (body.system !== undefined) thread.system_prompt = body.system || null;
    const parentId = body.parent_id ? (await this.messages.findOwn(body.parent_id, userId, thread.id)).id : thread.active_leaf_id;
    const question = { prompt: body.prompt, images: body.images, parentId };
    return this.begin(asker, body, { thread, isNewThread: !body.thread_id, question, useCache: body.cache !== 'bypass' });
  }

  /** Asks a question anew in other words: a sibling of the old one, which stays. @throws as `ask` */
  async edit(asker: Asker, messageId: string, body: AnswerOptionsDto & { prompt: string }): Promise<Run> {
    this.checkLength(body.prompt);
    const old = await this.messages.findOwn(messageId, asker.principal.userId);
    if (old.role !== 'user') throw new DomainError('message.not-found', 'Only a question can be edited. Regenerate an answer instead.');
    const thread = await this.threads.findOwn(old.thread_id, asker.principal.userId);
    const question = { prompt: body.prompt, images: old.images ?? undefined, parentId: old.parent_id };
    return this.begin(asker, body, { thread, isNewThread: false, question, useCache: body.cache !== 'bypass' });
  }

  /** Answers a question again: a sibling of the old answer, which stays. Always asks the model afresh. @throws as `ask` */
  async regenerate(asker: Asker, messageId: string, body: AnswerOptionsDto): Promise<Run> {
    const message = await this.messages.findOwn(messageId, asker.principal.userId);
    const questionId = message.role === 'user' ? message.id : message.parent_id!;
    const thread = await this.threads.findOwn(message.thread_id, asker.principal.userId);
    return this.begin(asker, body, { thread, isNewThread: false, questionId, useCache: false });
  }

  /** Stops a run and waits until its text is saved and its place is free. @throws DomainError `run.not-found` */
  async stop(id: string, userId: string): Promise<RunStatusDto> {
    const run = this.registry.ofUser(id, userId);
    run.stop('user');
    await run.untilEnded();
    const { status } = await this.messages.findOwn(run.subject.messageId, userId);
    return { run_id: id, status };
  }

  private async begin(asker: Asker, body: AnswerOptionsDto, draft: Draft): Promise<Run> {
    const earlier = await this.earlier(asker, body, draft);
    if (earlier) return earlier;
    const model = await this.models.choose(asker.principal, body.model);
    const turn = newTurn(draft, model.name, body.client_message_id);
    const run = new Run({ userId: asker.principal.userId, threadId: turn.thread.id, messageId: turn.answer.id, byKey: asker.principal.key !== undefined }, turn.answer.run_id!);
    // Known before the rows are: a retry that arrives meanwhile finds the run that answers it.
    this.registry.add(run);
    try {
      if (!(await this.messages.insertTurn(turn))) throw new DomainError('run.conflict', 'The same client_message_id is being used by another request.');
    } catch (error) {
      this.registry.drop(run.id);
      const sameQuestion = error instanceof DomainError && ['run.conflict', 'run.active'].includes(error.code) ? await this.earlier(asker, body, draft) : undefined;
      if (sameQuestion) return sameQuestion;
      throw error;
    }
    const questionId = turn.question?.id ?? draft.questionId!;
    const path = await this.messages.path(questionId);
    const request = buildRequest(model, path, turn.thread.system_prompt, body.options);
    const { useCache } = draft;
    const shareable = path.length === 1 && turn.thread.system_prompt === null;
    const title = draft.isNewThread ? turn.thread.title : undefined;
    void this.worker.work({ run, model, request, questionId, shareable, useCache, title, batch: asker.principal.key !== undefined, requestId: asker.requestId });
    return run;
  }

  /** The run of the same question sent before (a retry after a lost connection), still going or long over. */
  private async earlier({ principal }: Asker, body: AnswerOptionsDto, draft: Draft): Promise<Run | undefined> {
    if (!body.client_message_id) return undefined;
    const known = await this.messages.findByClientId(principal.userId, body.client_message_id);
    if (!known) return undefined;
    if (draft.question && (known.role !== 'user' || known.content !== draft.question.prompt)) {
      throw new DomainError('run.conflict', 'This client_message_id was used for another question. Use a new one for each question.');
    }
    const answer = known.role === 'user' ? await this.messages.firstAnswer(known.id) : known;
    return answer ? (this.registry.find(answer.run_id) ?? replayOf(answer)) : undefined;
  }

  private checkLength(prompt: string): void {
    const most = this.env.PROMPT_MAX_CHARS;
    if (prompt.length <= most) return;
    throw new DomainError('prompt.too-long', `The prompt has ${prompt.length} characters; at most ${most} are taken. Shorten it or send it in parts.`, { errors: [{ pointer: '/prompt', message: `must have at most ${most} characters` }] });
  }
}

function newThread(userId: string, prompt: string): ChatThread {
  const now = new Date();
  return { id: newId(), user_id: userId, title: titleFrom(prompt), title_is_manual: false, model_used: null, message_count: 0, active_leaf_id: null, system_prompt: null, pinned: false, archived: false, created_at: now, updated_at: now };
}

function newTurn({ thread, isNewThread, question, questionId }: Draft, model: string, clientId: string | undefined): Turn {
  const common = { thread_id: thread.id, user_id: thread.user_id, thinking: null, finish_reason: null, usage: null, timings: null, error: null, cached_from: null, heartbeat_at: null };
  const now = new Date();
  const asked: ChatMessage | undefined = question && {
    ...common,
    id: newId(),
    parent_id: question.parentId,
    role: 'user',
    content: question.prompt.replaceAll('\0', '\uFFFD'),
    images: question.images ?? null,
    model: null,
    status: 'complete',
    run_id: null,
    client_message_id: clientId ?? null,
    created_at: now,
  };
  const answer: ChatMessage = {
    ...common,
    id: newId(),
    parent_id: asked?.id ?? questionId!,
    role: 'assistant',
    content: '',
    images: null,
    model,
    status: 'queued',
    run_id: newId(),
    client_message_id: asked ? null : (clientId ?? null),
    created_at: now,
    heartbeat_at: now,
  };
  return { thread: { ...thread, model_used: model, active_leaf_id: answer.id, updated_at: now }, question: asked, answer, isNewThread };
}
