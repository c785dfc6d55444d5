import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { newId } from '../../../common/http/ids.js';
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
  private looking: Promise<void> | undefined;
  private again = false;
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;
  private renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly runner: ScheduleRunner,
    active: ActiveCompletions,
    changes: Changes,
  ) {
    active.closed.addEventListener('abort', () => (this.stopping = true));
    changes.watch('schedules', () => this.look());
  }

  onApplicationBootstrap(): void {
    this.renewal = setInterval(() => void this.renew(), RENEW_MS).unref();
    this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    clearInterval(this.renewal);
    await this.looking;
    await Promise.all(this.running.values());
  }

  private look(): void {
    if (this.stopping) return;
    this.again = true;
    this.looking ??= this.begin().finally(() => {
      this.looking = undefined;
      if (this.again) this.look();
    });
  }

  private async begin(): Promise<void> {
    let wait = MOST_WAIT_MS;
    this.again = false;
    try {
      while (this.running.size < MOST_RUNNING && !this.stopping) {
        const schedule = await this.schedules.claim(newId());
        if (!schedule) break;
        this.run(schedule);
      }
      // With no place left, the end of a run looks again.
      if (this.running.size < MOST_RUNNING) wait = Math.min((await this.schedules.untilNext()) ?? wait, wait);
    } catch (error) {
      this.logger.warn(`Scheduled prompts could not be looked for: ${(error as Error).message}`);
    }
    clearTimeout(this.timer);
    if (!this.stopping) this.timer = setTimeout(() => this.look(), Math.max(wait, 100)).unref();
  }

  private run(schedule: ChatSchedule): void {
    const claim = schedule.claim!;
    const over = this.runner
      .carryOut(schedule)
      .catch((error: Error) => this.logger.warn(`A scheduled prompt was not ended: ${error.message}`))
      .finally(() => {
        this.running.delete(claim);
        this.look();
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
