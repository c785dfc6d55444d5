import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import { ENV, type Env } from '../../../config/env.js';
import { CompletionService } from '../../inference/index.js';
import { ModelsService, type Model } from '../../models/index.js';
import type { AnswerOptionsDto, ChatRequestDto, RegenerateRequestDto } from './chat.dto.js';
import { buildRequest } from './conversation.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { MessageRepository, stillAnswered } from '../threads/message.repository.js';
import { InstructionsRepository } from '../instructions/instructions.repository.js';
import { ComparisonService } from './comparison.service.js';
import { EarlierAnswers } from './earlier-answers.js';
import { Run } from './run.js';
import type { RunStatusDto } from './run.events.js';
import { RunRegistry } from './run.registry.js';
import { RunWorker, type Prepared } from './run.worker.js';
import type { ChatThread } from '../threads/thread.entity.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { titleFrom } from '../threads/title.js';
import { TitleService } from '../titles/title.service.js';
import { TurnRepository, type Turn } from '../threads/turn.repository.js';
import { newThread, newTurn, siblingOf, type Draft } from './turn.js';

/** The asking principal and its HTTP request. */
export interface Asker {
  principal: Principal;
  requestId: string;
}

/** Starts runs: finds or creates the thread, writes question and empty answer, and starts the worker. */
@Injectable()
export class RunService {
  constructor(
    private readonly models: ModelsService,
    private readonly threads: ThreadRepository,
    private readonly messages: MessageRepository,
    private readonly turns: TurnRepository,
    private readonly registry: RunRegistry,
    private readonly worker: RunWorker,
    private readonly completions: CompletionService,
    private readonly earlierAnswers: EarlierAnswers,
    private readonly instructions: InstructionsRepository,
    private readonly comparisons: ComparisonService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Asks a question in a new or an existing thread. Of several models, the first one's run is returned.
   * @throws DomainError `prompt.too-long`, `thread.not-found`, `message.not-found`, `model.unavailable`, `run.active`,
   * `run.conflict`, `limit.requests`, `limit.tokens`, `limit.parallel`
   */
  async ask(asker: Asker, body: ChatRequestDto): Promise<Run> {
    this.checkLength(body.prompt);
    const { userId } = asker.principal;
    const thread = body.thread_id
      ? await this.threads.findOwn(body.thread_id, userId)
      : newThread(userId, body.prompt, body.temporary);
    if (body.system !== undefined) thread.system_prompt = body.system || null;
    const parentId = body.parent_id
      ? (await this.messages.findOwn(body.parent_id, userId, thread.id)).id
      : thread.active_leaf_id;
    const question = { prompt: body.prompt, images: body.images, parentId };
    return this.begin(asker, body, {
      thread,
      isNewThread: !body.thread_id,
      question,
      useCache: body.cache !== 'bypass',
      compareWith: body.compare_models,
    });
  }

  /** Asks an edited question: a sibling of the old one, which stays. @throws as `ask` */
  async edit(asker: Asker, messageId: string, body: AnswerOptionsDto & { prompt: string }): Promise<Run> {
    this.checkLength(body.prompt);
    const old = await this.messages.findOwn(messageId, asker.principal.userId);
    if (old.role !== 'user')
      throw new DomainError('message.not-found', 'Only a question can be edited. Regenerate an answer instead.');
    const thread = await this.threads.findOwn(old.thread_id, asker.principal.userId);
    const question = { prompt: body.prompt, images: old.images ?? undefined, parentId: old.parent_id };
    // A chat is about its first question, until a person has named it.
    const isRetitled = old.parent_id === null && !thread.title_is_manual;
    if (isRetitled) thread.title = titleFrom(body.prompt);
    const useCache = body.cache !== 'bypass';
    return this.begin(asker, body, { thread, isNewThread: false, isRetitled, question, useCache });
  }

  /** Regenerates an answer: a sibling of the old one, which stays. Never uses the cache. @throws as `ask` */
  async regenerate(asker: Asker, messageId: string, body: RegenerateRequestDto): Promise<Run> {
    const message = await this.messages.findOwn(messageId, asker.principal.userId);
    const questionId = await this.questionOf(message);
    const thread = await this.threads.findOwn(message.thread_id, asker.principal.userId);
    const { model, compare_place } = message;
    const replaced = compare_place === null ? undefined : message;
    return this.begin(asker, body, {
      thread,
      isNewThread: false,
      questionId,
      model,
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
    const { userId, key } = asker.principal;
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
    await this.completions.requireAllowance(asker.principal);
    const run = new Run({ userId, threadId: thread.id, messageId, keyId: key?.id });
    const reopened = this.messages.reopen.bind(this.messages, answer, {
      status: 'queued',
      finish_reason: null,
      error: null,
      run_id: run.id,
      model: model.name,
      cached_from: null,
    });
    await this.register([run], reopened);
    void this.worker.work({
      run,
      model,
      prepare: async () => {
        const [path, personal] = await Promise.all([
          this.messages.path(answer.id),
          this.personal(asker.principal, thread),
        ]);
        return {
          request: buildRequest(model, path, thread, body.options, { personal }),
          cache: { use: false, keep: false, shareable: false },
        };
      },
      questionId,
      key,
      continuation: answer,
      requestId: asker.requestId,
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

  /** Stops a run; resolves when its text is saved and its queue place is free. @throws DomainError `run.not-found` */
  async stop(id: string, userId: string): Promise<RunStatusDto> {
    const run = this.registry.ofUser(id, userId);
    run.stop('user');
    await run.untilEnded();
    const { status } = await this.messages.findOwn(run.subject.messageId, userId);
    return { run_id: id, status };
  }

  private async begin(asker: Asker, body: AnswerOptionsDto, draft: Draft): Promise<Run> {
    const earlier = await this.earlier(asker, body, draft);
    if (earlier instanceof Run) return earlier;
    if (earlier) return this.start(asker, body, earlier, undefined);
    return this.start(asker, body, draft, body.client_message_id);
  }

  private async start(asker: Asker, body: AnswerOptionsDto, draft: Draft, clientId: string | undefined): Promise<Run> {
    const { principal, requestId } = asker;
    const model = await this.models.choose(principal, body.model ?? (await this.modelOf(draft)));
    const { compareWith = [], question } = draft;
    const further = compareWith.length
      ? await this.comparisons.choose(principal, model, compareWith, Boolean(question?.images?.length))
      : [];
    const models = [model, ...further];
    const turn = newTurn(
      draft,
      models.map(({ name }) => name),
      clientId,
    );
    const runs = [turn.answer, ...turn.others].map(({ id: messageId, run_id }) => {
      const subject = { userId: principal.userId, threadId: turn.thread.id, messageId, keyId: principal.key?.id };
      return new Run(subject, run_id!);
    });
    try {
      // What a limit refuses must not stay in the thread as a question without an answer.
      await this.completions.requireAllowance(principal, models.length);
      await this.register(runs, async () => {
        if (!(await this.turns.begin(turn)))
          throw new DomainError('run.conflict', 'The same client_message_id is being used by another request.');
      });
    } catch (error) {
      // A second try of this question may meet the first one in any of these ways.
      const sameQuestion =
        error instanceof DomainError && /^(run\.(conflict|active)$|limit\.)/.test(error.code)
          ? await this.earlier(asker, body, draft)
          : undefined;
      if (sameQuestion instanceof Run) return sameQuestion;
      throw error;
    }
    const questionId = turn.question?.id ?? draft.questionId!;
    if (turn.others.length > 0) runs[0]!.compareWith(turn.others.map(siblingOf), questionId);
    runs.forEach((run, place) => {
      const asked = models[place]!;
      void this.worker.work({
        run,
        model: asked,
        prepare: () => this.prepare(asker, asked, turn, questionId, draft, body.options),
        questionId,
        title: (draft.isNewThread || draft.isRetitled) && place === 0 ? turn.thread.title : undefined,
        key: principal.key,
        requestId,
      });
    });
    return runs[0]!;
  }

  /** The model of a question that names none; `undefined` for the default. */
  private async modelOf({ model, thread }: Draft): Promise<string | undefined> {
    const own = model ?? thread.model_used ?? undefined;
    // An imported chat goes on here, with what is here; its own model was never one of this portal.
    return thread.import_key !== null && own && !(await this.models.exists(own)) ? undefined : own;
  }

  /** Registers runs before their rows are written, so that a retry that arrives meanwhile finds them. */
  private async register(runs: Run[], writeRows: () => Promise<void>): Promise<void> {
    try {
      runs.forEach((run) => this.registry.add(run));
      await writeRows();
    } catch (error) {
      runs.forEach((run) => this.registry.drop(run));
      throw error;
    }
  }

  /** The conversation down to the question, and which parts of its answer may be shared. */
  private async prepare(
    { principal }: Asker,
    model: Model,
    { thread, question, answer, isNewThread }: Turn,
    questionId: string,
    { useCache, length }: Draft,
    options: AnswerOptionsDto['options'],
  ): Promise<Prepared> {
    // A new thread holds nothing but its question.
    const [path, personal] = await Promise.all([
      isNewThread && question ? [question] : this.messages.path(questionId),
      this.personal(principal, thread),
    ]);
    return {
      request: buildRequest(model, path, thread, options, { lengthHint: length, personal }),
      cache: {
        use: useCache,
        // An answer with another length hint is not the answer to the plain question, so it must not be cached.
        keep: !thread.temporary && !length,
        shareable: path.length === 1 && thread.system_prompt === null && personal === undefined,
      },
      // Of several models, the first one's answer names the thread.
      ...(answer.model === model.name &&
        TitleService.mayName(thread, path, principal.key) && { named: { thread, question: path[0]!.content } }),
    };
  }

  /** The asker's instructions. A temporary chat knows nobody, and a program has prompts of its own. */
  private async personal({ userId, key }: Principal, { temporary }: Pick<ChatThread, 'temporary'>) {
    return temporary || key ? undefined : this.instructions.promptOf(userId);
  }

  private async earlier(asker: Asker, body: AnswerOptionsDto, draft: Draft): Promise<Run | Draft | undefined> {
    const { client_message_id: clientId } = body;
    return clientId === undefined ? undefined : this.earlierAnswers.find(asker.principal.userId, clientId, draft);
  }

  private checkLength(prompt: string): void {
    const most = this.env.PROMPT_MAX_CHARS;
    if (prompt.length <= most) return;
    throw new DomainError(
      'prompt.too-long',
      `The prompt has ${prompt.length} characters; at most ${most} are taken. Shorten it or send it in parts.`,
      { errors: [{ pointer: '/prompt', message: `must have at most ${most} characters` }] },
    );
  }
}
