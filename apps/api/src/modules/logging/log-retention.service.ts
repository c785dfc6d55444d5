import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { SettingsService } from '../settings/index.js';
import { LogPartitionRepository } from './log-partition.repository.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Creates the partitions of the coming months and deletes expired lines: at the start, then every day. */
@Injectable()
export class LogRetentionService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('RequestLog');
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly settings: SettingsService,
    private readonly partitions: LogPartitionRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const keep = () =>
      this.keep().catch((error: Error) => this.logger.warn(`The request log was not tidied up: ${error.message}`));
    this.timer = setInterval(() => void keep(), DAY_MS).unref();
    await keep();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** @returns how many months and rows were deleted */
  async keep(now = Date.now()): Promise<{ months: number; rows: number }> {
    await this.partitions.ensure(new Date(now));
    const days = await this.settings.get('log_retention_days');
    if (days === 0) return { months: 0, rows: 0 };
    // A whole hour, so that the hourly counts go together with their lines.
    const cut = new Date(Math.floor((now - days * DAY_MS) / HOUR_MS) * HOUR_MS);
    const gone = await this.partitions.removeBefore(cut);
    if (gone.months + gone.rows > 0)
      this.logger.log(`${gone.months} month(s) and ${gone.rows} line(s) of the request log were removed.`);
    return gone;
  }
}
