import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import type { Principal } from '../../../common/access/principal.js';
import { ENV, type Env } from '../../../config/env.js';
import { PrincipalService } from '../../auth/index.js';
import { CompletionService } from '../../inference/index.js';
import { FileAccess, type FileReference } from '../../knowledge/index.js';
import { ModelsService, type Model } from '../../models/index.js';
import { InstructionsRepository } from '../instructions/instructions.repository.js';
import { DocumentContext } from '../documents/document-context.service.js';
import type { QueuedMessage } from '../queued/queued-message.entity.js';
import { QueuedMessageRepository } from '../queued/queued-message.repository.js';
import { MessageRepository } from '../threads/message.repository.js';
import type { ChatThread } from '../threads/thread.entity.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { TurnRepository, type Turn } from '../threads/turn.repository.js';
import { TitleService } from '../titles/title.service.js';
import type { AnswerOptionsDto } from './chat.dto.js';
import { buildRequest, promptOf } from './conversation.js';
import { ComparisonService } from './comparison.service.js';
import { EarlierAnswers } from './earlier-answers.js';
import { Run } from './run.js';
import { RunRegistry } from './run.registry.js';
import type { Prepared } from './job.js';
import { RunWorker } from './run.worker.js';
import { newTurn, siblingOf, type Draft } from './turn.js';

/** The asking principal and its HTTP request. */
export interface Asker {
  principal: Principal;
  requestId: string;
  /** Nobody waits for the answer: it comes behind everybody who does, and the person's devices are told of it. */
  isScheduled?: boolean;
}

/** As many as one request may carry. */
const MOST_PICTURE_BYTES = 8 * 1024 * 1024;
/** How often the next message is looked for when the one that was found is removed or edited meanwhile. */
const MOST_LOOKS = 5;

/** What a run is prepared from. */
interface Asked {
  turn: Turn;
  questionId: string;
  draft: Draft;
  options: AnswerOptionsDto['options'];
}

/** Starts one run: writes question and empty answer, and starts the worker. After it, the message that waits. */
@Injectable()
export class RunStarter {
  private readonly logger = new Logger('Run');

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
    private readonly queued: QueuedMessageRepository,
    private readonly principals: PrincipalService,
    private readonly comparisons: ComparisonService,
    private readonly files: FileAccess,
    readonly documents: DocumentContext,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Starts the run of a draft, or finds that of the same question sent before.
   * @throws DomainError `model.unavailable`, `run.active`, `run.conflict`, `limit.requests`, `limit.tokens`,
   * `limit.parallel`, `queued.not-found` for a waiting message that was asked, edited or removed meanwhile
   */
  async begin(asker: Asker, body: AnswerOptionsDto, draft: Draft): Promise<Run> {
    const earlier = await this.earlier(asker, body, draft);
    if (earlier instanceof Run) return earlier;
    if (earlier) return this.start(asker, body, earlier, undefined);
    return this.start(asker, body, draft, body.client_message_id);
  }

  private async start(asker: Asker, body: AnswerOptionsDto, draft: Draft, clientId: string | undefined): Promise<Run> {
    const { principal, requestId, isScheduled: unattended } = asker;
    const model = await this.models.choose(principal, body.model ?? (await this.modelOf(principal, draft)));
    const { compareWith = [], question } = draft;
    const further = compareWith.length
      ? await this.comparisons.choose(
          principal,
          model,
          compareWith,
          Boolean((question ?? draft.retried)?.images?.length),
        )
      : [];
    const models = [model, ...further];
    // Who compares wants these models and no others.
    const fallbacks = further.length > 0 ? [] : await this.models.fallbacksOf(model, principal);
    if (unattended) await this.requireAnyAble([model, ...fallbacks]);
    const turn = newTurn(
      draft,
      models.map(({ name }) => name),
      clientId,
    );
    const runs = [turn.answer, ...turn.others].map(({ id: messageId, run_id }) => {
      const { userId, sessionId, key } = principal;
      const subject = { userId, threadId: turn.thread.id, messageId, keyId: key?.id, sessionId };
      return new Run(subject, run_id!);
    });
    try {
      // What a limit refuses must not stay in the thread as a question without an answer.
      await this.completions.requireAllowance({ ...principal, unattended }, models);
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
        fallbacks,
        prepare: (one, signal) => this.prepare(asker, one, { turn, questionId, draft, options: body.options }, signal),
        questionId,
        title: (draft.isNewThread || draft.isRetitled) && place === 0 ? turn.thread.title : undefined,
        key: principal.key,
        isScheduled: asker.isScheduled,
        requestId,
        next: () => this.next(turn.thread.id, run.subject.messageId),
      });
    });
    return runs[0]!;
  }

  /** Whether one of them can answer, before a question is stored that nobody sees. @throws the fault of the first */
  private async requireAnyAble(models: readonly Model[]): Promise<void> {
    const checks = await Promise.allSettled(models.map((model) => this.completions.requireAbility(model, false)));
    const [first] = checks;
    if (checks.every(({ status }) => status === 'rejected')) throw (first as PromiseRejectedResult).reason;
  }

  /** The model of a question that names none; `undefined` for the default. */
  private async modelOf(principal: Principal, { model, thread }: Draft): Promise<string | undefined> {
    const own = model ?? thread.model_used ?? undefined;
    // An imported chat goes on here, with what its owner has here: its own model was never one of this portal, and one
    // that the owner may not use is not there.
    return thread.import_key !== null && own && !(await this.models.isFor(principal, own)) ? undefined : own;
  }

  /** Registers runs before their rows are written, so that a retry that arrives meanwhile finds them. */
  async register(runs: Run[], writeRows: () => Promise<void>): Promise<void> {
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
    { turn: { thread, question, answer, isNewThread }, questionId, draft: { useCache, length }, options }: Asked,
    signal: AbortSignal,
  ): Promise<Prepared> {
    // A new thread holds nothing but its question.
    const [path, personal] = await Promise.all([
      isNewThread && question ? [question] : this.messages.path(questionId),
      this.personal(principal, thread),
    ]);
    const prompt = promptOf(model, thread, options, personal);
    const documents = await this.documents.of(principal, model, path, prompt, signal);
    return {
      request: buildRequest(model, path, thread, options, { lengthHint: length, personal, documents }),
      documents,
      cache: {
        use: useCache,
        // An answer with another length hint is not the answer to the plain question, so it must not be cached.
        keep: !thread.temporary && !length,
        shareable: path.length === 1 && thread.system_prompt === null && personal === undefined && !documents,
      },
      // Of several models, the first one's answer names the thread.
      ...(answer.model === model.name &&
        TitleService.mayName(thread, path, principal.key) && { named: { thread, question: path[0]!.content } }),
    };
  }

  /** The asker's instructions. A temporary chat knows nobody, and a program has prompts of its own. */
  async personal({ userId, key }: Principal, { temporary }: Pick<ChatThread, 'temporary'>) {
    return temporary || key ? undefined : this.instructions.promptOf(userId);
  }

  private async earlier(asker: Asker, body: AnswerOptionsDto, draft: Draft): Promise<Run | Draft | undefined> {
    const { client_message_id: clientId } = body;
    return clientId === undefined ? undefined : this.earlierAnswers.find(asker.principal.userId, clientId, draft);
  }

  /** The files that a question carries. @throws DomainError `file.not-found`, `request.too-large` */
  async filesOf(principal: Principal, ids: string[] | null | undefined): Promise<FileReference[] | null> {
    if (!ids?.length) return null;
    const files = await this.files.require(principal, ids);
    const pictures = files.reduce((sum, { kind, bytes }) => sum + (kind === 'image' ? Number(bytes) : 0), 0);
    if (pictures > MOST_PICTURE_BYTES)
      throw new DomainError('request.too-large', 'The pictures of a question may have 8 MiB together. Send fewer.');
    return files.map(({ id, name, media_type }) => ({ id, name, media_type }));
  }

  /** @throws DomainError `prompt.too-long` */
  checkLength(prompt: string): void {
    const most = this.env.PROMPT_MAX_CHARS;
    if (prompt.length <= most) return;
    throw new DomainError(
      'prompt.too-long',
      `The prompt has ${prompt.length} characters; at most ${most} are taken. Shorten it or send it in parts.`,
      { errors: [{ pointer: '/prompt', message: `must have at most ${most} characters` }] },
    );
  }

  /**
   * Asks a message that waits, and takes it out of those that wait.
   * @param parentId the message that it follows
   * @returns `undefined` when it was asked before
   * @throws as `begin`
   */
  async askQueued(message: QueuedMessage, asker: Asker, parentId: string | null): Promise<Run | undefined> {
    const { id, prompt, images, files, model, options, client_message_id: clientId } = message;
    const thread = await this.threads.findOwn(message.thread_id, message.user_id);
    const body = { model: model ?? undefined, options: options ?? undefined, client_message_id: clientId ?? undefined };
    const run = await this.begin(asker, body, {
      thread,
      isNewThread: false,
      question: { prompt, images: images ?? undefined, files, parentId },
      useCache: message.use_cache,
      queued: message,
    });
    const wasAsked = clientId !== null && (await this.queued.drop(id));
    return wasAsked ? undefined : run;
  }

  /**
   * Asks the message of a thread that waits first, now that the answer before it is complete. If it is refused, it
   * waits on with the reason, and so do all behind it. Never throws.
   * @param parentId the answer that it follows, or one beside that
   * @returns its run
   */
  async next(threadId: string, parentId: string): Promise<Run | undefined> {
    try {
      for (let looks = 0; looks < MOST_LOOKS; looks++) {
        const first = await this.queued.first(threadId);
        if (!first) return undefined;
        const run = await this.tryQueued(first, await this.comparisons.continued(threadId, parentId));
        if (run !== 'again') return run;
      }
    } catch (error) {
      this.logger.warn(`The next message of a chat was not asked: ${(error as Error).message}`);
    }
    return undefined;
  }

  private async tryQueued(message: QueuedMessage, parentId: string): Promise<Run | 'again' | undefined> {
    try {
      const { user_id: userId, session_id, key_id, request_id: requestId } = message;
      const credential = key_id === null ? { sessionId: session_id! } : { keyId: key_id };
      const asker = { principal: await this.principals.ofJob(userId, credential, 'chat'), requestId };
      return (await this.askQueued(message, asker, parentId)) ?? 'again';
    } catch (thrown) {
      const { code, title, detail } = toDomainError(thrown);
      if (code === 'queued.not-found') return 'again';
      // Somebody was faster with another question; the end of that answer comes here again.
      const problem = code === 'server.stopping' ? null : { code, title, detail };
      if (code !== 'run.active') await this.queued.hold(message, problem);
      return undefined;
    }
  }
}
