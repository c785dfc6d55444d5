import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { newId } from '../../../common/http/ids.js';
import { DueWork } from '../../../common/due-work.js';
import { Changes } from '../../../common/redis/changes.js';
import { ActiveCompletions } from '../../inference/index.js';
import type { ChatSchedule } from './schedule.entity.js';
import { ScheduleRepository } from './schedule.repository.js';
import { ScheduleRunner } from './schedule.runner.js';

/** Runs of one process at a time. */
const MOST_RUNNING = 4;
/** Longest time until it looks again: another process may have written a schedule. */
const MOST_WAIT_MS = 60_000;
const RENEW_MS = 15_000;

/**
 * Begins what is due. Each process of an installation does; the database decides which one. A time that was missed
 * because no server ran is made up for once.
 */
@Injectable()
export class ScheduleWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Schedules');
  private readonly running = new Map<string, Promise<void>>();
  private readonly due = new DueWork({
    logger: this.logger,
    what: 'Scheduled prompts',
    mostWaitMs: MOST_WAIT_MS,
    begin: () => this.begin(),
  });
  private renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly runner: ScheduleRunner,
    active: ActiveCompletions,
    changes: Changes,
  ) {
    active.closed.addEventListener('abort', () => void this.due.stop());
    changes.watch('schedules', () => this.due.look());
  }

  onApplicationBootstrap(): void {
    this.renewal = setInterval(() => void this.renew(), RENEW_MS).unref();
    this.due.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.renewal);
    await this.due.stop();
    await Promise.all(this.running.values());
  }

  private async begin(): Promise<number | undefined> {
    while (this.running.size < MOST_RUNNING && !this.due.isStopped) {
      const schedule = await this.schedules.claim(newId());
      if (!schedule) break;
      this.run(schedule);
    }
    // With no place left, the end of a run looks again.
    return this.running.size < MOST_RUNNING ? this.schedules.untilNext() : undefined;
  }

  private run(schedule: ChatSchedule): void {
    const claim = schedule.claim!;
    const over = this.runner
      .carryOut(schedule)
      .catch((error: Error) => this.logger.warn(`A scheduled prompt was not ended: ${error.message}`))
      .finally(() => {
        this.running.delete(claim);
        this.due.look();
      });
    this.running.set(claim, over);
  }

  private async renew(): Promise<void> {
    if (this.running.size === 0) return;
    await this.schedules
      .renew([...this.running.keys()])
      .catch((error: Error) => this.logger.warn(`Scheduled prompts in progress were not renewed: ${error.message}`));
  }
}
