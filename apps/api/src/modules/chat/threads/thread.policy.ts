import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { SettingsService } from '../../settings/index.js';
import type { ThreadDto } from './thread.dto.js';
import { ThreadRepository, type ListedThread } from './thread.repository.js';

const DAY_MS = 24 * 3_600_000;
/**
 * How long a temporary thread lives after its last use: long enough for a reload or a night, short enough to be
 * forgotten.
 */
const TEMPORARY_THREAD_TTL_MS = DAY_MS;
const SWEEP_INTERVAL_MS = 3_600_000;
const FIRST_SWEEP_DELAY_MS = 60_000;

/**
 * Retention of threads: temporary ones for a day, pinned ones for ever, all others as long as the admin's setting says.
 */
@Injectable()
export class ThreadPolicy implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Retention');
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly settings: SettingsService,
    private readonly threads: ThreadRepository,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = () =>
      void this.sweep().catch((error: Error) => this.logger.warn(`Old threads were not deleted: ${error.message}`));
    this.timers.push(setTimeout(sweep, FIRST_SWEEP_DELAY_MS).unref(), setInterval(sweep, SWEEP_INTERVAL_MS).unref());
  }

  beforeApplicationShutdown(): void {
    this.timers.forEach(clearInterval);
  }

  /** Deletes expired threads. @returns how many */
  async sweep(now = Date.now()): Promise<number> {
    const days = await this.settings.get('retention_days');
    const temporary = await this.threads.deleteUnused('temporary', new Date(now - TEMPORARY_THREAD_TTL_MS));
    const old = days > 0 ? await this.threads.deleteUnused('unpinned', new Date(now - days * DAY_MS)) : 0;
    if (temporary + old > 0) this.logger.log(`${temporary} temporary and ${old} old thread(s) were deleted.`);
    return temporary + old;
  }

  /** Threads as their owner sees them, each with its expiry. */
  async toDtos(threads: ListedThread[]): Promise<ThreadDto[]> {
    const days = await this.settings.get('retention_days');
    return threads.map((thread) => ({ ...listed(thread), expires_at: expiry(thread, days) }));
  }

  async toDto(thread: ListedThread): Promise<ThreadDto> {
    return (await this.toDtos([thread]))[0]!;
  }
}

function expiry({ temporary, pinned, updated_at }: ListedThread, days: number): Date | null {
  if (temporary) return new Date(updated_at.getTime() + TEMPORARY_THREAD_TTL_MS);
  return days > 0 && !pinned ? new Date(updated_at.getTime() + days * DAY_MS) : null;
}

const listed = ({
  id,
  user_id,
  title,
  model_used,
  message_count,
  created_at,
  updated_at,
  pinned,
  archived,
  running,
  temporary,
  snippet,
}: ListedThread): Omit<ThreadDto, 'expires_at'> => ({
  id,
  user_id,
  title,
  model_used,
  message_count,
  created_at,
  updated_at,
  pinned,
  archived,
  running,
  temporary,
  ...(snippet && { snippet }),
});
