import { Injectable, Logger } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { inSpan } from '../../../common/tracing/tracing.js';
import type { Principal } from '../../../common/access/principal.js';
import type { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError, toProblem } from '../../../common/errors/to-problem.js';
import type { ModelCall } from '../../../common/http/request.js';
import { CompletionService, parametersOf, type Answer, type Completion } from '../../inference/index.js';
import { PrincipalWatch } from '../../auth/index.js';
import { ModelMeasures, ModelsService } from '../../models/index.js';
import type { ChatMessage } from '../threads/message.entity.js';
import { TitleService } from '../titles/title.service.js';
import { PushService } from '../push/push.service.js';
import { MessageRepository } from '../threads/message.repository.js';
import { TurnRepository } from '../threads/turn.repository.js';
import { columnsOf, failureOf, outcomeOf } from './outcome.js';
import type { Job, Prepared } from './job.js';
import type { Run } from './run.js';
import { RunRelay } from './run.relay.js';
import { RunningMarks } from './running-marks.js';

/** How often the text so far is saved while an answer grows. */
const SAVE_INTERVAL_MS = 1_000;
/** How long the end of an answer waits for a database that does not answer, and how often it tries. */
const SAVE_PATIENCE_MS = 60_000;
const SAVE_RETRY_MS = 500;
const RETRIED: ReadonlySet<string> = new Set(['database.unavailable', 'database.too-slow']);

/** What has been written of an answer. */
interface Written {
  answer: Answer | undefined;
  /** Absent when the model was not called. */
  columns: RunRelay['columns'] | ReturnType<typeof columnsOf> | undefined;
}

/** Executes runs: turns completion events into run events, and saves the answer. */
@Injectable()
export class RunWorker {
  private readonly logger = new Logger('Run');

  constructor(
    private readonly completions: CompletionService,
    private readonly measures: ModelMeasures,
    private readonly messages: MessageRepository,
    private readonly turns: TurnRepository,
    private readonly marks: RunningMarks,
    private readonly titles: TitleService,
    private readonly push: PushService,
    private readonly models: ModelsService,
    private readonly watch: PrincipalWatch,
  ) {}

  /**
   * Produces the answer. Never throws: every outcome becomes the last event of the run and the state of its message.
   */
  async work(job: Job): Promise<void> {
    let completion: Completion | undefined;
    let thrown: unknown;
    let relay: RunRelay | undefined;
    let prepared: Prepared | undefined;
    let stopSaving: () => Promise<void> = () => Promise.resolve();
    let stopWatching: (() => void) | undefined;
    try {
      const { run, model, fallbacks, insteadOf, key, isScheduled } = job;
      run.call = { model: model.name };
      const ending = run.newEnding();
      const first = (prepared = await job.prepare(model, ending.signal));
      const { request, cache } = first;
      completion = this.completions.stream(
        {
          model,
          fallbacks: fallbacks.map((one) => ({
            model: one,
            // The thread is named after its question, whoever answers.
            prepare: async () => (prepared = { ...(await job.prepare(one, ending.signal)), named: first.named }),
          })),
          insteadOf,
          request,
          userId: run.subject.userId,
          key,
          cache,
          batch: isScheduled || key !== undefined,
          unattended: isScheduled,
        },
        ending,
      );
      const { answer } = completion;
      stopWatching = this.watchRights(job, answer, ending);
      run.call = {
        model: model.name,
        parameters: parametersOf(request),
        usage: () => answer.usage,
        served: () => answer.served,
      };
      const relaying = (relay = new RunRelay(job, completion, () => prepared, this.measures, this.marks));
      stopSaving = this.savePeriodically(job, completion.answer, relaying);
      await inSpan('run', 'internal', { 'run.id': run.id, 'llm.model': model.name }, () => relaying.run());
    } catch (error) {
      thrown = error;
    }
    stopWatching?.();
    await stopSaving();
    await this.finish(job, prepared, { answer: completion?.answer, columns: relay?.columns }, thrown);
  }

  /** Ends the answer when its owner may no longer use the model, or the one that answers in its place. */
  private watchRights({ run, key, model }: Job, answer: Answer, ending: AbortController): () => void {
    const { userId } = run.subject;
    const check = (current: Principal) =>
      Promise.all([model.name, answer.answeredBy ?? model.name].map((name) => this.models.choose(current, name)));
    return this.watch.watch({ userId, key }, check, ending).stop;
  }

  /** Saves the text so far every second. @returns a function that stops it and resolves after the last save */
  private savePeriodically({ run }: Job, answer: Answer, relay: RunRelay): () => Promise<void> {
    let savedLength = 0;
    // One save after another, and all before the final one: an older text must never overwrite a newer one.
    let saving = Promise.resolve();
    const save = async () => {
      const length = answer.text.length + answer.thinking.length;
      if (length === savedLength) return;
      const { content, thinking, citations, documents } = relay.columns;
      await this.messages
        .savePart(run.subject.messageId, { content, thinking, citations, documents })
        .then(() => (savedLength = length))
        .catch((error: Error) => this.logger.warn(`A partial answer could not be saved: ${error.message}`));
    };
    const timer = setInterval(() => {
      saving = saving.then(save);
    }, SAVE_INTERVAL_MS);
    return () => {
      clearInterval(timer);
      return saving;
    };
  }

  /**
   * Saves first and publishes then, so that a reader of `done` finds the whole answer in the thread, and after it the
   * next question, if one waited.
   */
  private async finish(
    job: Job,
    prepared: Prepared | undefined,
    { answer, columns = columnsOf(undefined, job.continuation) }: Written,
    thrown: unknown,
  ): Promise<void> {
    const { run } = job;
    const { messageId } = run.subject;
    const error = failureOf(run, thrown);
    if (error?.code === 'internal.error')
      this.logger.error(`Run ${run.id} failed: ${(thrown as Error)?.stack ?? String(thrown)}`);
    const outcome = outcomeOf(run, answer, error, job.requestId);
    // An ended run stays readable for minutes: without this, its call would keep the conversation, pictures included.
    if (answer) run.call = callOf(run.call!, answer);
    const answering = job.fallbacks.find(({ name }) => name === answer?.answeredBy) ?? job.model;
    const by = { model: answering.name, fallback_for: answer?.fallbackFor ?? job.insteadOf ?? null };
    const { unsaved, isNextAsked } = await this.save(run, { ...outcome, ...columns, ...by });
    const failure = error ?? unsaved;
    run.saved = { ...columns, ...outcome, ...by };
    const next = isNextAsked ? await job.next() : undefined;
    if (failure) return run.fail(failure, toProblem(failure, job.requestId));
    const named = outcome.status === 'complete' ? prepared?.named : undefined;
    const title_pending = Boolean(
      named &&
      (await this.titles.begin({
        ...named,
        answer: columns.content,
        model: answering,
        num_ctx: prepared!.request.options?.num_ctx,
        cache: prepared!.cache,
      })),
    );
    if (outcome.status === 'complete' && !job.key) this.push.ready(run, job.isScheduled);
    run.publish('done', {
      message_id: messageId,
      finish_reason: outcome.finish_reason!,
      usage: columns.usage,
      timings: columns.timings,
      next_run_id: next?.id ?? null,
      title_pending,
    });
  }

  /**
   * Saves the end of an answer, and waits for a database that is away meanwhile: nobody is told `done` before.
   * @returns why it could not be saved; then it is marked failed once its heartbeat has stopped. And whether a message
   * waits that is to be asked now
   */
  private async save(
    run: Run,
    change: Partial<ChatMessage>,
  ): Promise<{ unsaved?: DomainError; isNextAsked?: boolean }> {
    const { threadId, messageId } = run.subject;
    this.marks.drop(messageId);
    const end = performance.now() + SAVE_PATIENCE_MS;
    for (;;) {
      try {
        return { isNextAsked: await this.turns.end(messageId, threadId, change, run.stopped?.why !== 'deleted') };
      } catch (thrown) {
        const failure = toDomainError(thrown);
        const why = run.stopped?.why;
        if (why === 'deleted') return {};
        if (why !== 'shutdown' && RETRIED.has(failure.code) && performance.now() < end) {
          await setTimeout(SAVE_RETRY_MS);
          continue;
        }
        this.logger.error(`Run ${run.id} could not be saved: ${(thrown as Error).message}`);
        return { unsaved: failure };
      }
    }
  }
}

/** A call that is over, with nothing but its figures: a function made inside `work` would share the scope of `work`. */
const callOf = ({ model, parameters }: ModelCall, { usage, served }: Answer): ModelCall => ({
  model,
  parameters,
  usage: () => usage,
  served: () => served,
});
