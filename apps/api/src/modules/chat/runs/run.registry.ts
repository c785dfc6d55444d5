import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ActiveCompletions, CompletionRevoked } from '../../inference/index.js';
import type { Run, StopReason } from './run.js';

/** How long a finished run stays readable, in milliseconds, for a page that reloads at the very end. */
const FINISHED_RUN_TTL_MS = 5 * 60_000;

/** The runs of this process. */
@Injectable()
export class RunRegistry {
  private readonly runs = new Map<string, Run>();
  /** The runs that have not ended. */
  private readonly unfinished = new Set<Run>();

  constructor(private readonly completions: ActiveCompletions) {}

  /** @throws DomainError `server.stopping` */
  add(run: Run): void {
    this.completions.requireOpen();
    this.runs.set(run.id, run);
    this.unfinished.add(run);
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
      setTimeout(() => this.runs.delete(run.id), FINISHED_RUN_TTL_MS).unref();
    });
  }

  /** Removes a run that never began. */
  drop(run: Run): void {
    this.runs.delete(run.id);
    this.unfinished.delete(run);
    run.abandon();
  }

  /** @throws DomainError `run.not-found`, also for somebody else's run */
  ofUser(id: string, userId: string): Run {
    const run = this.runs.get(id);
    if (run?.subject.userId !== userId)
      throw new DomainError(
        'run.not-found',
        'There is no such run, or it ended more than five minutes ago. The answer is in its thread.',
      );
    return run;
  }

  find(id: string | null): Run | undefined {
    return id === null ? undefined : this.runs.get(id);
  }

  get active(): Run[] {
    return [...this.unfinished].filter((run) => !run.isEnded);
  }

  /** A run of the thread that has not ended. */
  ofThread(threadId: string): Run | undefined {
    return this.active.find(({ subject }) => subject.threadId === threadId);
  }

  /** Ends the runs that `which` selects; resolves when each has saved its text. */
  async stop(why: StopReason, which: (subject: Run['subject']) => boolean): Promise<void> {
    const runs = this.active.filter(({ subject }) => which(subject));
    for (const run of runs) run.stop(why);
    await Promise.all(runs.map((run) => run.untilEnded()));
  }
}
