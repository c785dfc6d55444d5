import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ErrorCode } from '../../../common/errors/error-codes.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { newId } from '../../../common/http/ids.js';
import type { Principal } from '../../../common/access/principal.js';
import { PrincipalService } from '../../auth/index.js';
import { PresetRepository } from '../presets/preset.repository.js';
import type { Run } from '../runs/run.js';
import { RunService } from '../runs/run.service.js';
import type { ChatSchedule, ScheduleProblem } from './schedule.entity.js';
import { ScheduleRepository } from './schedule.repository.js';
import { nextAfter } from './times.js';

/** Runs that fail in a row until a schedule pauses by itself. */
const MOST_FAILURES = 5;
/** How long a run waits that cannot begin now, at least and at most; a limit may be raised before it is over. */
const [LEAST_DELAY_MS, MOST_DELAY_MS] = [30_000, 900_000];
/** After so long it is not tried any more, even when the next one is due much later. */
const MOST_WAIT_MS = 86_400_000;

/** Answers that fail for one time before that is a failure: each stays in its thread, and counts as a request. */
const MOST_TRIES = 3;

/** A limit, or nobody has the model now. An answer that failed for that is tried again in the thread where it is. */
const AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'limit.requests',
  'limit.tokens',
  'limit.requests-month',
  'limit.tokens-month',
  'limit.group',
  'limit.parallel',
  'llm.busy',
  'llm.unavailable',
  'model.not-pulled',
]);
/** Nothing is wrong with the prompt: it is asked a little later. */
const LATER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...AGAIN,
  'run.active',
  'database.unavailable',
  'database.full',
  'database.too-slow',
]);

/** Asks a prompt whose time has come, as its owner with the rights of now. */
@Injectable()
export class ScheduleRunner {
  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly presets: PresetRepository,
    private readonly principals: PrincipalService,
    private readonly runs: RunService,
  ) {}

  /** Asks it now, because its owner wants to see the answer. @throws as `RunService.ask` */
  async ask(principal: Principal, schedule: ChatSchedule, requestId: string): Promise<Run> {
    const question = await this.questionOf(schedule);
    return this.runs.askScheduled({ principal, requestId }, { ...question, clientId: undefined });
  }

  /**
   * Carries out a run that this process has claimed, to its end. Never throws what concerns the schedule alone.
   * @throws Error when the database does not take the end: then the run is looked at again when its lease is over
   */
  async carryOut(schedule: ChatSchedule): Promise<void> {
    let run: Run | undefined;
    let error: DomainError | undefined;
    try {
      const principal = await this.principals.ofJob(schedule.user_id, 'account', 'chat');
      const asker = { principal, requestId: newId(), isScheduled: true };
      run = await this.runs.askScheduled(asker, {
        ...(await this.questionOf(schedule)),
        clientId: clientIdOf(schedule),
      });
      await run.untilEnded();
      error = run.failure;
    } catch (thrown) {
      error = toDomainError(thrown);
    }
    // Another process, or the next start of this one, does it again.
    if (run?.stopped?.why === 'shutdown' || error?.code === 'server.stopping')
      return this.schedules.postpone(schedule, 0, null);
    if (run?.stopped?.why === 'revoked') error ??= revoked();
    // It was due by the clock of the database, which may be ahead: the same time does not come twice.
    const from = new Date(Math.max(Date.now(), schedule.next_run_at!.getTime()));
    let next: Date | null = null;
    try {
      next = nextAfter(schedule, from);
    } catch (thrown) {
      // The times were right when they were written: a time zone may be gone since. Without a next time it rests.
      error = toDomainError(thrown);
    }
    const tries = schedule.tries + (run ? 1 : 0);
    if (error && (run ? AGAIN.has(error.code) && tries < MOST_TRIES : LATER.has(error.code))) {
      const problem = problemOf(error);
      const tried = { ...schedule, tries };
      const ms = delayOf(tried, error);
      if (ms !== undefined) return this.schedules.postpone(tried, ms, problem);
      // The one whose time is about to come has tries of its own, unless the backend says that it has the model and
      // then fails: where times are close, no time would have tries enough to be a failure.
      const left = {
        next: periodEnd(schedule),
        problem,
        threadId: run?.subject.threadId,
        isLeftOut: true,
        tries: run ? tries : 0,
      };
      return this.schedules.end(schedule, left, MOST_FAILURES);
    }
    const problem = error ? problemOf(error) : null;
    await this.schedules.end(schedule, { next, problem, threadId: run?.subject.threadId }, MOST_FAILURES);
  }

  private async questionOf(schedule: ChatSchedule) {
    const { name, prompt, timezone, continues, thread_id, preset_id, user_id } = schedule;
    // Sweden writes dates as the standard does, and the server does not know in which language the person reads.
    const date = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone }).format(new Date());
    const threadId = continues && thread_id !== null ? thread_id : undefined;
    const preset = preset_id === null ? undefined : await this.presets.findOwn(preset_id, user_id);
    // A thread has a model of its own.
    const model = schedule.model ?? (threadId ? null : (preset?.model ?? null));
    return { prompt, model, title: continues ? name : `${name} · ${date}`, threadId, preset };
  }
}

/**
 * The same for each try of the same time: whoever takes over from a process that is gone finds what there is. What its
 * owner has edited meanwhile is another question.
 */
function clientIdOf({ id, next_run_at, prompt, model, preset_id }: ChatSchedule): string {
  const asked = createHash('sha256').update(JSON.stringify([prompt, model, preset_id]));
  return `schedule:${id}:${next_run_at!.toISOString()}:${asked.digest('base64url').slice(0, 16)}`;
}

/** When the one after the run that waits is due; `null` when there is none. */
function periodEnd(schedule: ChatSchedule): Date | null {
  const since = Math.max(schedule.next_run_at!.getTime(), schedule.waits_since?.getTime() ?? Date.now());
  return nextAfter(schedule, new Date(since));
}

/**
 * How long a run waits until it is tried again: half of what it has waited, so that what is away for long is asked
 * seldom. After answers that failed at least two minutes, then eight: the three tries of a time should not all meet the
 * same full queue, and have room in the quarter of an hour that is between two times by default.
 * @returns milliseconds; `undefined` when it has waited long enough, or the next one is due before
 */
function delayOf(schedule: ChatSchedule, { retryAfter = 0 }: DomainError): number | undefined {
  const now = Date.now();
  const since = schedule.waits_since?.getTime() ?? now;
  const least = LEAST_DELAY_MS * 4 ** schedule.tries;
  const ms = Math.min(Math.max(retryAfter * 1_000, (now - since) / 2, least), MOST_DELAY_MS);
  const last = Math.min(since + MOST_WAIT_MS, periodEnd(schedule)?.getTime() ?? Infinity);
  return now + ms < last ? ms : undefined;
}

const revoked = (): DomainError =>
  new DomainError('auth.forbidden', 'The right to ask was withdrawn while the prompt was answered.');

const problemOf = ({ code, title, detail }: DomainError): ScheduleProblem => ({ code, title, detail });
