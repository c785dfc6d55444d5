import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { CompletionService } from '../../inference/index.js';
import { ModelsService } from '../../models/index.js';
import type { AnswerOptionsDto, ChatRequestDto, KeepDto, RegenerateRequestDto } from './chat.dto.js';
import { buildRequest, promptOf } from './conversation.js';
import type { MessageRemovedDto } from '../threads/message.dto.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { MessageRepository, stillAnswered } from '../threads/message.repository.js';
import { ComparisonService } from './comparison.service.js';
import { Run } from './run.js';
import type { RunStatusDto } from './run.events.js';
import { RunRegistry } from './run.registry.js';
import { RunStarter, type Asker } from './run.starter.js';
import { RunWorker } from './run.worker.js';
import type { ChatThread } from '../threads/thread.entity.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { titleFrom } from '../threads/title.js';
import { newThread } from './turn.js';

/** A prompt whose time has come. */
export interface ScheduledQuestion {
  prompt: string;
  model: string | null;
  title: string;
  /** The thread that it continues; absent for a new one. */
  threadId: string | undefined;
  /** How a new thread begins. */
  preset: Pick<ChatThread, 'system_prompt' | 'options'> | undefined;
  clientId: string | undefined;
}

/** What people ask for: a question, another answer, more of one, an end. `RunStarter` makes runs of it. */
@Injectable()
export class RunService {
  constructor(
    private readonly models: ModelsService,
    private readonly threads: ThreadRepository,
    private readonly messages: MessageRepository,
    private readonly registry: RunRegistry,
    private readonly worker: RunWorker,
    private readonly completions: CompletionService,
    private readonly starter: RunStarter,
    private readonly comparisons: ComparisonService,
  ) {}

  /**
   * Asks a question in a new or an existing thread. Of several models, the first one's run is returned.
   * @throws DomainError `prompt.too-long`, `thread.not-found`, `message.not-found`, `model.unavailable`, `run.active`,
   * `run.conflict`, `limit.requests`, `limit.tokens`, `limit.parallel`
   */
  async ask(asker: Asker, body: ChatRequestDto): Promise<Run> {
    this.starter.checkLength(body.prompt);
    const { userId } = asker.principal;
    const thread = body.thread_id
      ? await this.threads.findOwn(body.thread_id, userId)
      : newThread(userId, body.prompt, body.temporary);
    if (body.system !== undefined) thread.system_prompt = body.system || null;
    const parentId = body.parent_id
      ? (await this.messages.findOwn(body.parent_id, userId, thread.id)).id
      : thread.active_leaf_id;
    const files = await this.starter.filesOf(asker.principal, body.file_ids);
    const question = { prompt: body.prompt, images: body.images, files, parentId };
    return this.starter.begin(asker, body, {
      thread,
      isNewThread: !body.thread_id,
      question,
      useCache: body.cache !== 'bypass',
      compareWith: body.compare_models,
    });
  }

  /**
   * Asks a scheduled prompt, always anew, in a thread that has this title.
   * @param clientId the same for each try of the same time
   * @throws as `ask`
   */
  async askScheduled(asker: Asker, scheduled: ScheduledQuestion): Promise<Run> {
    const { prompt, model, title, threadId, preset, clientId } = scheduled;
    this.starter.checkLength(prompt);
    const { userId } = asker.principal;
    const thread = threadId
      ? await this.threads.findOwn(threadId, userId)
      : {
          ...newThread(userId, prompt),
          title,
          title_is_manual: true,
          ...(preset && { system_prompt: preset.system_prompt, options: preset.options }),
        };
    const question = { prompt, parentId: thread.active_leaf_id };
    const body = { model: model ?? undefined, client_message_id: clientId };
    return this.starter.begin(asker, body, { thread, isNewThread: !threadId, question, useCache: false });
  }

  /** Asks an edited question: a sibling of the old one, which stays. @throws as `ask` */
  async edit(asker: Asker, messageId: string, body: AnswerOptionsDto & { prompt: string }): Promise<Run> {
    this.starter.checkLength(body.prompt);
    const old = await this.messages.findOwn(messageId, asker.principal.userId);
    if (old.role !== 'user')
      throw new DomainError('message.not-found', 'Only a question can be edited. Regenerate an answer instead.');
    const thread = await this.threads.findOwn(old.thread_id, asker.principal.userId);
    const question = {
      prompt: body.prompt,
      images: old.images ?? undefined,
      files: old.files,
      parentId: old.parent_id,
    };
    // A chat is about its first question, until a person has named it.
    const isRetitled = old.parent_id === null && !thread.title_is_manual;
    if (isRetitled) thread.title = titleFrom(body.prompt);
    const useCache = body.cache !== 'bypass';
    return this.starter.begin(asker, body, { thread, isNewThread: false, isRetitled, question, useCache });
  }

  /** Regenerates an answer: a sibling of the old one, which stays. Never uses the cache. @throws as `ask` */
  async regenerate(asker: Asker, messageId: string, body: RegenerateRequestDto): Promise<Run> {
    const message = await this.messages.findOwn(messageId, asker.principal.userId);
    const questionId = await this.questionOf(message);
    const thread = await this.threads.findOwn(message.thread_id, asker.principal.userId);
    const { compare_place } = message;
    const replaced = compare_place === null ? undefined : message;
    return this.starter.begin(asker, body, {
      thread,
      isNewThread: false,
      questionId,
      // The one that was asked for is in again, perhaps.
      model: message.fallback_for ?? message.model,
      useCache: false,
      length: body.length,
      replaced,
      shownId: replaced && (await this.comparisons.shownBeside(replaced, thread)),
    });
  }

  /**
   * Continues an answer that its limit, Stop or a failure cut off. It stays the same message.
   * @throws DomainError `message.not-found`, `message.complete`, `model.unavailable`, `run.active`
   */
  async continue(asker: Asker, messageId: string, body: AnswerOptionsDto): Promise<Run> {
    const { userId, sessionId, key } = asker.principal;
    const answer = await this.messages.findOwn(messageId, userId);
    if (answer.role !== 'assistant') throw new DomainError('message.not-found', 'Only an answer can go on.');
    const running = this.registry.find(answer.run_id);
    if (running && !running.isEnded) throw stillAnswered(answer.thread_id);
    if (answer.content === '' || answer.finish_reason === 'stop' || answer.finish_reason === 'tool_calls') {
      throw new DomainError(
        'message.complete',
        'This answer is complete, or has no text yet. Ask a new question, or regenerate it.',
      );
    }
    const [thread, model, questionId] = await Promise.all([
      this.threads.findOwn(answer.thread_id, userId),
      this.models.choose(asker.principal, body.model ?? answer.model ?? undefined),
      this.questionOf(answer),
    ]);
    await this.completions.requireAllowance(asker.principal, [model]);
    const run = new Run({ userId, threadId: thread.id, messageId, keyId: key?.id, sessionId });
    const reopened = this.messages.reopen.bind(this.messages, answer, {
      status: 'queued',
      finish_reason: null,
      error: null,
      run_id: run.id,
      model: model.name,
      cached_from: null,
    });
    await this.starter.register([run], reopened);
    void this.worker.work({
      run,
      model,
      fallbacks: [],
      ...(model.name === answer.model && { insteadOf: answer.fallback_for ?? undefined }),
      prepare: async (_, signal) => {
        const [path, personal] = await Promise.all([
          this.messages.path(answer.id),
          this.starter.personal(asker.principal, thread),
        ]);
        const prompt = promptOf(model, thread, body.options, personal);
        const documents = await this.starter.documents.of(asker.principal, model, path, prompt, signal);
        return {
          request: buildRequest(model, path, thread, body.options, { personal, documents }),
          documents,
          cache: { use: false, keep: false, shareable: false },
        };
      },
      questionId,
      key,
      continuation: answer,
      requestId: asker.requestId,
      next: () => this.starter.next(thread.id, messageId),
    });
    return run;
  }

  /** The question that an answer belongs to; imported chats may have several answers in a row. */
  private async questionOf(message: ChatMessage): Promise<string> {
    if (message.role === 'user') return message.id;
    const question = (await this.messages.path(message.id)).findLast(({ role }) => role === 'user');
    if (!question) throw new DomainError('message.not-found', 'This answer has no question that could be asked again.');
    return question.id;
  }

  /**
   * Chooses among the answers of several models, and asks the message that waited for those that are gone.
   * @throws DomainError `message.not-found`, `run.active`
   */
  async keep(userId: string, messageId: string, body: KeepDto): Promise<MessageRemovedDto> {
    const kept = await this.messages.findOwn(messageId, userId);
    if (kept.role !== 'assistant') throw new DomainError('message.not-found', 'Only an answer can be kept.');
    const { waits, ...ended } = await this.comparisons.end(kept, body);
    // An answer that ends by being deleted asks nothing.
    if (waits) await this.starter.next(kept.thread_id, kept.id);
    return ended;
  }

  /** Stops a run; resolves when its text is saved and its queue place is free. @throws DomainError `run.not-found` */
  async stop(id: string, userId: string): Promise<RunStatusDto> {
    const run = await this.registry.ofUser(id, userId);
    run.stop('user');
    await run.untilEnded();
    const { status } = await this.messages.findOwn(run.subject.messageId, userId);
    return { run_id: id, status };
  }
}
