import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ErrorCode } from '../../../common/errors/error-codes.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { newId } from '../../../common/http/ids.js';
import type { Principal } from '../../../common/access/principal.js';
import { PrincipalService } from '../../auth/index.js';
import type { Run } from '../runs/run.js';
import { RunService } from '../runs/run.service.js';
import type { ChatSchedule, ScheduleProblem } from './schedule.entity.js';
import { ScheduleRepository } from './schedule.repository.js';
import { nextAfter } from './times.js';

/** Runs that fail in a row until a schedule pauses by itself. */
const MOST_FAILURES = 5;
/** How long a run waits that cannot begin now, at least and at most; a limit may be raised before it is over. */
const [LEAST_DELAY_MS, MOST_DELAY_MS] = [30_000, 900_000];

/** Nothing is wrong with the prompt: it is asked a little later. */
const LATER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'limit.requests',
  'limit.tokens',
  'limit.requests-month',
  'limit.tokens-month',
  'limit.parallel',
  'llm.busy',
  'llm.unavailable',
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
    private readonly principals: PrincipalService,
    private readonly runs: RunService,
  ) {}

  /** Asks it now, because its owner wants to see the answer. @throws as `RunService.ask` */
  ask(principal: Principal, schedule: ChatSchedule, requestId: string): Promise<Run> {
    return this.runs.askScheduled({ principal, requestId }, { ...questionOf(schedule), clientId: undefined });
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
      run = await this.runs.askScheduled(asker, { ...questionOf(schedule), clientId });
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
    if (error && !run && LATER.has(error.code)) {
      const delay = Math.min(Math.max((error.retryAfter ?? 0) * 1_000, LEAST_DELAY_MS), MOST_DELAY_MS);
      const ms = next ? Math.min(delay, next.getTime() - from.getTime()) : delay;
      return this.schedules.postpone(schedule, ms, problemOf(error));
    }
    const problem = error ? problemOf(error) : null;
    await this.schedules.end(schedule, { next, problem, threadId: run?.subject.threadId }, MOST_FAILURES);
  }
}

const revoked = (): DomainError =>
  new DomainError('auth.forbidden', 'The right to ask was withdrawn while the prompt was answered.');

const problemOf = ({ code, title, detail }: DomainError): ScheduleProblem => ({ code, title, detail });

function questionOf({ name, prompt, model, timezone, continues, thread_id }: ChatSchedule) {
  // Sweden writes dates as the standard does, and the server does not know in which language the person reads.
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone }).format(new Date());
  const threadId = continues && thread_id !== null ? thread_id : undefined;
  return { prompt, model, title: continues ? name : `${name} · ${date}`, threadId };
}
