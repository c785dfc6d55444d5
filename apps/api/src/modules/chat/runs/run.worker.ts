import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError, toProblem } from '../../../common/errors/to-problem.js';
import type { ChatRequest } from '../../../llm/index.js';
import { Scheduler, type Place } from '../../../llm/index.js';
import { ModelCatalog, ModelSpeed, type Located, type Model } from '../../models/index.js';
import { Answer } from './answer.js';
import { AnswerCache, cacheKey, type CachedAnswer } from '../cache/answer-cache.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { MessageRepository } from '../threads/message.repository.js';
import { RunStopped, type Run } from './run.js';
import { ThreadRepository } from '../threads/thread.repository.js';

/** How often the text so far is written to the database while an answer grows. */
const SAVE_MS = 1_000;

/** All a run needs to be carried out. */
export interface Job {
  run: Run;
  model: Model;
  request: ChatRequest;
  questionId: string;
  /** Nothing personal is in the request, so an answer to somebody else's same question may be given. */
  shareable: boolean;
  useCache: boolean;
  /** Not waited for by a person. */
  batch: boolean;
  /** Title to announce, for a new thread. */
  title?: string;
  /** Of the HTTP request that began it; goes into the problem document. */
  requestId: string;
}

/** Carries runs out: cache, queue, backend, events, saving. */
@Injectable()
export class RunWorker {
  private readonly logger = new Logger('Run');

  constructor(
    private readonly scheduler: Scheduler,
    private readonly catalog: ModelCatalog,
    private readonly speed: ModelSpeed,
    private readonly cache: AnswerCache,
    private readonly messages: MessageRepository,
    private readonly threads: ThreadRepository,
  ) {}

  /** Answers. Never throws: whatever happens becomes the last event of the run and the state of its message. */
  async work(job: Job): Promise<void> {
    const answer = new Answer();
    // One after the other, and all before the last save: an older text must never land on a newer one.
    let saving = Promise.resolve();
    const timer = setInterval(() => (saving = saving.then(() => this.savePartial(job.run, answer))), SAVE_MS);
    let thrown: unknown;
    let cachedFrom: Date | null = null;
    try {
      const located = await this.catalog.locate(job.model);
      requireCapabilities(job, located);
      const key = cacheKey({ digest: located.info.digest, request: job.request, userId: job.shareable ? null : job.run.subject.userId });
      const cached = job.useCache ? await this.cache.get(key) : undefined;
      if (cached) {
        cachedFrom = new Date(cached.made_at);
        this.replay(job, answer, cached);
      } else {
        await this.ask(job, located, answer);
        // Ollama ends with "stop" after tool calls too, but then there is no whole answer to give again.
        if (answer.finish === 'stop' && answer.text !== '') await this.cache.set(key, { text: answer.text, thinking: answer.thinking, usage: answer.usage, made_at: new Date().toISOString() });
      }
    } catch (error) {
      thrown = error;
      // What was known of the backend is wrong: the next question, and the health page, ask it again.
      if (error instanceof DomainError && (error.code === 'model.not-pulled' || error.code === 'llm.unavailable')) this.catalog.forget();
    }
    clearInterval(timer);
    await saving;
    await this.finish(job, answer, cachedFrom, thrown);
  }

  private replay(job: Job, answer: Answer, cached: CachedAnswer): void {
    this.announce(job, true);
    answer.start();
    if (cached.thinking) this.pass(job.run, answer, { type: 'thinking', text: cached.thinking });
    this.pass(job.run, answer, { type: 'text', text: cached.text });
    answer.usage = cached.usage;
  }

  private async ask(job: Job, { backend, info }: Located, answer: Answer): Promise<void> {
    const { run } = job;
    let place: Place | undefined;
    try {
      const entering = this.scheduler.enter(backend.id, { userId: run.subject.userId, batch: job.batch }, run.signal);
      for (;;) {
        const step = await entering.next();
        if (step.done) {
          place = step.value;
          break;
        }
        run.publish('queued', { run_id: run.id, thread_id: run.subject.threadId, ...step.value });
      }
      await this.messages.update(run.subject.messageId, { status: 'running' });
      this.announce(job, false);
      answer.start();
      for await (const chunk of backend.chat({ ...job.request, model: info.name }, run.signal)) this.pass(run, answer, chunk, job.model.name);
      const speed = answer.tokensPerSecond;
      if (speed !== null) this.speed.learn(job.model.id, speed);
    } finally {
      place?.release();
    }
  }

  private announce({ run, model, questionId, title }: Job, cached: boolean): void {
    const { threadId, messageId } = run.subject;
    run.publish('started', { run_id: run.id, thread_id: threadId, message_id: messageId, user_message_id: questionId, model: model.name, cached });
    if (title) run.publish('title', { title });
  }

  private pass(run: Run, answer: Answer, chunk: Parameters<Answer['take']>[0], model = ''): void {
    answer.take(chunk);
    if (chunk.type === 'text') run.publish('delta', { text: chunk.text });
    else if (chunk.type === 'thinking') run.publish('thinking', { text: chunk.text });
    else if (chunk.type === 'loading') {
      run.publish('loading', { model });
      this.catalog.forget(); // So that the picker shows it as loaded.
    }
  }

  private async savePartial(run: Run, answer: Answer): Promise<void> {
    if (!answer.unsaved) return;
    answer.unsaved = false;
    const { content, thinking } = answer.columns;
    await this.messages.update(run.subject.messageId, { content, thinking, heartbeat_at: new Date() }).catch((error: Error) => {
      answer.unsaved = true;
      this.logger.warn(`A partial answer could not be saved: ${error.message}`);
    });
  }

  /** Saves first and tells then: whoever hears `done` finds the whole answer in the thread. */
  private async finish(job: Job, answer: Answer, cachedFrom: Date | null, thrown: unknown): Promise<void> {
    const { run } = job;
    const { threadId, userId, messageId } = run.subject;
    const stop = thrown instanceof RunStopped ? thrown : run.signal.aborted ? (run.signal.reason as RunStopped) : undefined;
    const error = failureOf(stop, thrown, threadId);
    const outcome: Partial<ChatMessage> = error
      ? { status: 'failed', finish_reason: 'error', error: { code: error.code, title: error.title, detail: error.detail } }
      : stop
        ? { status: 'stopped', finish_reason: 'stopped' }
        : { status: 'complete', finish_reason: answer.finish };
    if (error?.code === 'internal.error') this.logger.error(`Run ${run.id} failed: ${(thrown as Error)?.stack ?? String(thrown)}`);
    try {
      await this.messages.update(messageId, { ...outcome, ...answer.columns, cached_from: cachedFrom, heartbeat_at: null });
      if (stop?.why !== 'deleted') await this.threads.update(threadId, userId, { updated_at: new Date() });
    } catch (failure) {
      if (stop?.why !== 'deleted') this.logger.error(`Run ${run.id} could not be saved: ${(failure as Error).message}`);
    }
    if (error) run.fail(error, toProblem(error, job.requestId));
    else run.publish('done', { message_id: messageId, finish_reason: outcome.finish_reason!, usage: answer.usage, timings: answer.timings });
  }
}

/** The error a run ends with; none when it was stopped by a person, or ended well. */
function failureOf(stop: RunStopped | undefined, thrown: unknown, threadId: string): DomainError | undefined {
  if (stop?.why === 'shutdown') return new DomainError('run.interrupted', 'The server was stopped while it was answering. What had arrived is kept; ask again for the rest.', { members: { thread_id: threadId } });
  if (stop || thrown === undefined) return undefined;
  const error = toDomainError(thrown);
  return new DomainError(error.code, error.detail, { retryAfter: error.retryAfter, members: { ...error.members, thread_id: threadId }, cause: error.cause });
}

function requireCapabilities({ request, model }: Job, { info }: Located): void {
  const images = request.messages.some((message) => message.images?.length);
  if (images && !info.capabilities.includes('vision')) throw new DomainError('llm.unsupported', `${model.display_name} cannot see images. Choose a model with vision, or send the text alone.`);
  if (info.capabilities.length > 0 && !info.capabilities.includes('completion')) throw new DomainError('llm.unsupported', `${model.display_name} cannot chat; it is made for embeddings. Choose another model.`);
}
