import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError, toProblem } from '../../../common/errors/to-problem.js';
import { inSpan } from '../../../common/tracing/tracing.js';
import type { Principal } from '../../../common/access/principal.js';
import type { ChatChunk, ChatRequest } from '../../../llm/index.js';
import { ModelMeasures, type Model } from '../../models/index.js';
import { Answer } from './answer.js';
import { AnswerSource, type CachePolicy } from './answer-source.js';
import type { CachedAnswer } from '../cache/cached-answer.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { MessageRepository } from '../threads/message.repository.js';
import { ThreadRepository } from '../threads/thread.repository.js';
import { RunStopped, type Run } from './run.js';

/** How often the text so far is written to the database while an answer grows. */
const SAVE_MS = 1_000;

/** All a run needs to be carried out. */
export interface Job {
  run: Run;
  model: Model;
  request: ChatRequest;
  questionId: string;
  cache: CachePolicy;
  /** The API key it came with; nobody waits in front of a screen then. */
  key: Principal['key'];
  /** Title to announce, for a new thread. */
  title?: string;
  /** The answer that goes on, for a continued one. */
  goesOn?: Pick<ChatMessage, 'content' | 'thinking' | 'usage'>;
  /** Of the HTTP request that began it; goes into the problem document. */
  requestId: string;
}

/** How far an answer has come, as far as the worker itself has to know. */
interface Progress {
  answer: Answer;
  window: number | null;
  dropped: number;
  cachedFrom: Date | null;
}

/** Carries runs out: turns the steps of an answer into events and saves it. */
@Injectable()
export class RunWorker {
  private readonly logger = new Logger('Run');

  constructor(
    private readonly source: AnswerSource,
    private readonly measures: ModelMeasures,
    private readonly messages: MessageRepository,
    private readonly threads: ThreadRepository,
  ) {}

  /** Answers. Never throws: whatever happens becomes the last event of the run and the state of its message. */
  async work(job: Job): Promise<void> {
    const progress: Progress = { answer: new Answer(job.goesOn), window: null, dropped: 0, cachedFrom: null };
    // One after the other, and all before the last save: an older text must never land on a newer one.
    let saving = Promise.resolve();
    const timer = setInterval(() => (saving = saving.then(() => this.savePartial(job.run, progress.answer))), SAVE_MS);
    let thrown: unknown;
    try {
      await inSpan('run', 'internal', { 'run.id': job.run.id, 'llm.model': job.model.name }, () =>
        this.answer(job, progress),
      );
    } catch (error) {
      thrown = error;
    }
    clearInterval(timer);
    await saving;
    await this.finish(job, progress, thrown);
  }

  private async answer(job: Job, progress: Progress): Promise<void> {
    const { run, model, request, cache, key } = job;
    let announced = false;
    for await (const step of this.source.ask(
      { model, request, userId: run.subject.userId, key, cache, batch: key !== undefined },
      run.signal,
    )) {
      if (step.type === 'cached') this.replay(job, progress, step.answer);
      else if (step.type === 'queued')
        run.publish('queued', { run_id: run.id, thread_id: run.subject.threadId, ...step.position });
      else if (step.type === 'chunk') this.pass(job, progress.answer, step.chunk);
      else {
        Object.assign(progress, { window: step.window, dropped: step.dropped });
        if (!announced) await this.begin(job, progress);
        announced = true;
      }
    }
  }

  private replay(job: Job, progress: Progress, cached: CachedAnswer): void {
    progress.cachedFrom = new Date(cached.made_at);
    this.announce(job, progress);
    progress.answer.start();
    if (cached.thinking) this.pass(job, progress.answer, { type: 'thinking', text: cached.thinking });
    this.pass(job, progress.answer, { type: 'text', text: cached.text });
    progress.answer.usage = cached.usage;
  }

  /** The backend begins to work on it. */
  private async begin(job: Job, progress: Progress): Promise<void> {
    await this.messages.update(job.run.subject.messageId, { status: 'running' });
    this.announce(job, progress);
    progress.answer.start();
    const { goesOn, run } = job;
    if (goesOn?.thinking) run.publish('thinking', { text: goesOn.thinking });
    if (goesOn?.content) run.publish('delta', { text: goesOn.content });
  }

  private announce({ run, model, questionId, title, goesOn }: Job, { cachedFrom, dropped }: Progress): void {
    const { threadId, messageId } = run.subject;
    run.publish('started', {
      run_id: run.id,
      thread_id: threadId,
      message_id: messageId,
      user_message_id: questionId,
      model: model.name,
      cached: cachedFrom !== null,
      cached_from: cachedFrom,
      continued: goesOn !== undefined,
      dropped_messages: dropped,
    });
    if (title) run.publish('title', { title });
  }

  private pass({ run, model }: Job, answer: Answer, chunk: ChatChunk): void {
    answer.take(chunk);
    if (chunk.type === 'text') run.publish('delta', { text: chunk.text });
    else if (chunk.type === 'thinking') run.publish('thinking', { text: chunk.text });
    else if (chunk.type === 'loading')
      run.publish('loading', { model: model.name, eta_ms: this.measures.of(model.id).load_ms });
  }

  private async savePartial(run: Run, answer: Answer): Promise<void> {
    if (!answer.unsaved) return;
    answer.unsaved = false;
    const { content, thinking } = answer.columns;
    await this.messages
      .update(run.subject.messageId, { content, thinking, heartbeat_at: new Date() })
      .catch((error: Error) => {
        answer.unsaved = true;
        this.logger.warn(`A partial answer could not be saved: ${error.message}`);
      });
  }

  /** Saves first and tells then: whoever hears `done` finds the whole answer in the thread. */
  private async finish(job: Job, { answer, cachedFrom, window, dropped }: Progress, thrown: unknown): Promise<void> {
    const { run } = job;
    const { threadId, userId, messageId } = run.subject;
    const stop =
      thrown instanceof RunStopped ? thrown : run.signal.aborted ? (run.signal.reason as RunStopped) : undefined;
    const error = failureOf(stop, thrown, threadId);
    const outcome: Partial<ChatMessage> = error
      ? {
          status: 'failed',
          finish_reason: 'error',
          error: { code: error.code, title: error.title, detail: error.detail },
        }
      : stop
        ? { status: 'stopped', finish_reason: 'stopped' }
        : { status: 'complete', finish_reason: answer.finish };
    if (error?.code === 'internal.error')
      this.logger.error(`Run ${run.id} failed: ${(thrown as Error)?.stack ?? String(thrown)}`);
    try {
      await this.messages.update(messageId, {
        error: null,
        ...outcome,
        ...answer.columns,
        context: { window, dropped_messages: dropped },
        cached_from: cachedFrom,
        heartbeat_at: null,
      });
      if (stop?.why !== 'deleted') await this.threads.update(threadId, userId, { updated_at: new Date() });
    } catch (failure) {
      if (stop?.why !== 'deleted') this.logger.error(`Run ${run.id} could not be saved: ${(failure as Error).message}`);
    }
    if (error) run.fail(error, toProblem(error, job.requestId));
    else
      run.publish('done', {
        message_id: messageId,
        finish_reason: outcome.finish_reason!,
        usage: answer.usage,
        timings: answer.timings,
      });
  }
}

/** The error a run ends with; none when it was stopped by a person, or ended well. */
function failureOf(stop: RunStopped | undefined, thrown: unknown, threadId: string): DomainError | undefined {
  if (stop?.why === 'shutdown')
    return new DomainError(
      'run.interrupted',
      'The server was stopped while it was answering. What had arrived is kept; ask again for the rest.',
      { members: { thread_id: threadId } },
    );
  if (stop || thrown === undefined) return undefined;
  const error = toDomainError(thrown);
  return new DomainError(error.code, error.detail, {
    retryAfter: error.retryAfter,
    members: { ...error.members, thread_id: threadId },
    cause: error.cause,
  });
}
