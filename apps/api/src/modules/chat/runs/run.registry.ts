import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ActiveCompletions, CompletionRevoked } from '../../inference/index.js';
import type { Run, StopReason } from './run.js';
import { FINISHED_RUN_TTL_MS, isSelected, type OwnRuns, RunLog, type RunSelector } from './run.log.js';

/** The runs of this process, and the way to those of others. */
@Injectable()
export class RunRegistry implements OwnRuns {
  private readonly runs = new Map<string, Run>();
  /** The runs that have not ended. */
  private readonly unfinished = new Set<Run>();

  constructor(
    private readonly completions: ActiveCompletions,
    private readonly log: RunLog,
  ) {
    log.own = this;
  }

  /** @throws DomainError `server.stopping` */
  add(run: Run): void {
    this.completions.requireOpen();
    this.runs.set(run.id, run);
    this.unfinished.add(run);
    this.log.enter(run);
    // From the start, not only while a backend answers: a key may be revoked while the run's rows are being written.
    const ending = new AbortController();
    const leave = this.completions.enter(run.subject, ending);
    const { signal } = ending;
    signal.addEventListener('abort', () =>
      run.stop(signal.reason instanceof CompletionRevoked ? 'revoked' : 'shutdown'),
    );
    void run.untilEnded().then(() => {
      leave();
      this.unfinished.delete(run);
      this.log.leave(run);
      setTimeout(() => this.runs.delete(run.id), FINISHED_RUN_TTL_MS).unref();
    });
  }

  /** Removes a run that never began. */
  drop(run: Run): void {
    this.runs.delete(run.id);
    this.unfinished.delete(run);
    this.log.drop(run);
    run.abandon();
  }

  /** A run of any process. @throws DomainError `run.not-found`, also for somebody else's run */
  async ofUser(id: string, userId: string): Promise<Run> {
    const run = this.runs.get(id) ?? (await this.log.find(id, userId));
    if (run?.subject.userId !== userId)
      throw new DomainError(
        'run.not-found',
        'There is no such run, or it ended more than five minutes ago. The answer is in its thread.',
      );
    return run;
  }

  /** A run of this process. */
  find(id: string | null): Run | undefined {
    return id === null ? undefined : this.runs.get(id);
  }

  all(): Iterable<Run> {
    return this.runs.values();
  }

  get active(): Run[] {
    return [...this.unfinished].filter((run) => !run.isEnded);
  }

  /** A run of the thread that has not ended. */
  ofThread(threadId: string): Run | undefined {
    return this.active.find(({ subject }) => subject.threadId === threadId);
  }

  /** Ends the runs that `which` selects, in all processes; resolves when each of this one has saved its text. */
  async stop(why: StopReason, which: RunSelector): Promise<void> {
    this.log.stop(why, which);
    await this.stopOwn(why, which);
  }

  stopOwn(why: StopReason, which: RunSelector): Promise<void> {
    return this.end(
      why,
      this.active.filter(({ subject }) => isSelected(which, subject)),
    );
  }

  /** Ends all runs of this process. */
  async close(): Promise<void> {
    await this.end('shutdown', this.active);
    await this.log.close();
  }

  private async end(why: StopReason, runs: Run[]): Promise<void> {
    for (const run of runs) run.stop(why);
    await Promise.all(runs.map((run) => run.untilEnded()));
  }
}
