import { Injectable } from '@nestjs/common';
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

/** Nobody has the model now. An answer that failed for that is tried again in the thread where it is. */
const AWAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['llm.unavailable', 'model.not-pulled']);
/** Nothing is wrong with the prompt: it is asked a little later. */
const LATER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'limit.requests',
  'limit.tokens',
  'limit.parallel',
  'llm.busy',
  ...AWAY,
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
      // Whoever takes over from a process that is gone asks under the same id, and finds what there is.
      const clientId = `schedule:${schedule.id}:${schedule.next_run_at!.toISOString()}`;
      run = await this.runs.askScheduled(asker, { ...(await this.questionOf(schedule)), clientId });
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
    if (error && (run ? AWAY : LATER).has(error.code)) {
      const problem = problemOf(error);
      const ms = delayOf(schedule, error);
      if (ms !== undefined) return this.schedules.postpone(schedule, ms, problem);
      // The one whose time is about to come has tries of its own.
      const left = { next: periodEnd(schedule), problem, threadId: run?.subject.threadId, isLeftOut: true };
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

/** When the one after the run that waits is due; `null` when there is none. */
function periodEnd(schedule: ChatSchedule): Date | null {
  const since = Math.max(schedule.next_run_at!.getTime(), schedule.waits_since?.getTime() ?? Date.now());
  return nextAfter(schedule, new Date(since));
}

/**
 * How long a run waits until it is tried again: half of what it has waited, so that what is away for long is asked
 * seldom.
 * @returns milliseconds; `undefined` when it has waited long enough, or the next one is due before
 */
function delayOf(schedule: ChatSchedule, { retryAfter = 0 }: DomainError): number | undefined {
  const now = Date.now();
  const since = schedule.waits_since?.getTime() ?? now;
  const ms = Math.min(Math.max(retryAfter * 1_000, (now - since) / 2, LEAST_DELAY_MS), MOST_DELAY_MS);
  const last = Math.min(since + MOST_WAIT_MS, periodEnd(schedule)?.getTime() ?? Infinity);
  return now + ms < last ? ms : undefined;
}

const revoked = (): DomainError =>
  new DomainError('auth.forbidden', 'The right to ask was withdrawn while the prompt was answered.');

const problemOf = ({ code, title, detail }: DomainError): ScheduleProblem => ({ code, title, detail });
