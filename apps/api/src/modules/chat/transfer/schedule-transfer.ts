import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { sanitizeForPostgres } from '../../../common/sanitize-for-postgres.js';
import { ENV, type Env } from '../../../config/env.js';
import type { ScheduleCreateDto } from '../schedules/schedule.dto.js';
import type { ChatSchedule } from '../schedules/schedule.entity.js';
import { ScheduleRepository } from '../schedules/schedule.repository.js';
import { ScheduleService } from '../schedules/schedule.service.js';
import { asArray, asText, asTextOrNull, isObject, type Json } from './imported.js';
import { MAX_CONVERSATION_BYTES, type LongStrings } from './long-strings.js';
import { FORMAT } from './own-format.js';

const MAX_NAME = 80;

/** Scheduled prompts of one file, and where the next file goes on; absent in the last one. */
interface ExportedSchedules {
  schedules: object[];
  next?: string;
}

/** Scheduled prompts in the file of everything that a person has. */
@Injectable()
export class ScheduleTransfer {
  /** Bytes of JSON before which the list of a file ends: an import takes twice as much beside the threads. */
  static maxBytes = MAX_CONVERSATION_BYTES / 2;

  private readonly logger = new Logger('Import');

  constructor(
    private readonly repository: ScheduleRepository,
    private readonly schedules: ScheduleService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Whether a file ended after this scheduled prompt, and so all threads are in those before. */
  async isCursor(userId: string, cursor: string | undefined): Promise<boolean> {
    return cursor !== undefined && (await this.repository.list(userId)).some(({ id }) => id === cursor);
  }

  /**
   * Those of a person, and what came of their last runs, whose threads are in the file too: as many as an import takes
   * with one file, at least one.
   * @param after the last one of the file before
   */
  async exported(userId: string, after: string | undefined): Promise<ExportedSchedules> {
    const all = await this.repository.list(userId);
    const from = all.findIndex(({ id }) => id === after) + 1;
    const schedules: object[] = [];
    let size = 0;
    for (const [i, schedule] of all.slice(from).entries()) {
      const written = writtenOf(schedule);
      size += Buffer.byteLength(JSON.stringify(written)) + 1;
      if (i > 0 && size > ScheduleTransfer.maxBytes) return { schedules, next: all[from + i - 1]!.id };
      schedules.push(written);
    }
    return { schedules };
  }

  /**
   * Adds those that are not there already, paused: here the person may have other rights, and other models.
   * @param file what the file says beside its threads
   * @param strings of the file: a long prompt without spaces looks like a picture
   * @returns how many were added, and how many of the others could not be
   * @throws DomainError `database.*`: nothing is wrong with the file
   */
  async take(userId: string, file: Json, strings: LongStrings): Promise<{ added: number; leftOut: number }> {
    const count = { added: 0, leftOut: 0 };
    if (file.format !== FORMAT || !Array.isArray(file.schedules)) return count;
    if (!(await strings.settle(file))) return { ...count, leftOut: file.schedules.length };
    const known = new Set((await this.repository.list(userId)).map(identityOf));
    const all = asArray(file.schedules);
    count.leftOut = Math.max(all.length - this.env.SCHEDULES_MAX, 0);
    for (const raw of all.slice(0, this.env.SCHEDULES_MAX)) {
      const read = isObject(raw) ? readSchedule(raw) : undefined;
      if (read && known.has(identityOf(read))) continue;
      if (read && (await this.takeOne(userId, read))) count.added++;
      else count.leftOut++;
      if (read) known.add(identityOf(read));
    }
    return count;
  }

  /** @returns false when its times are too close here, its prompt is too long, or it is broken */
  private async takeOne(userId: string, read: ScheduleCreateDto): Promise<boolean> {
    try {
      await this.schedules.create({ userId }, read, true);
      return true;
    } catch (thrown) {
      const error = toDomainError(thrown);
      if (error.code.startsWith('database.')) throw error;
      // The chats of the file are written by now: one prompt must not make that look as if it had failed.
      if (!(thrown instanceof DomainError))
        this.logger.error(`A scheduled prompt of an import cannot be taken in: ${(thrown as Error).name}`);
      return false;
    }
  }
}

const writtenOf = ({
  name,
  prompt,
  model,
  cron,
  timezone,
  continues,
  paused,
  last_run_at,
  last_error,
  thread_id,
  created_at,
}: ChatSchedule): object => ({
  name,
  prompt,
  model,
  cron,
  timezone,
  continues,
  paused,
  last_run_at,
  last_error,
  thread_id,
  created_at,
});

const identityOf = ({ name, prompt, cron, timezone }: ScheduleCreateDto): string =>
  JSON.stringify([name, prompt, cron, timezone]);

/** As it would be stored, so that the same one is known again. */
function readSchedule(raw: Json): ScheduleCreateDto | undefined {
  const text = (value: unknown, most?: number) => sanitizeForPostgres(asText(value).slice(0, most));
  const [name, prompt] = [text(asText(raw.name).trim(), MAX_NAME), text(raw.prompt)];
  if (name === '' || prompt.trim() === '') return undefined;
  return {
    name,
    prompt,
    model: asTextOrNull(text(raw.model, 200)),
    cron: text(raw.cron, 200),
    timezone: text(raw.timezone, 100),
    continues: raw.continues === true,
  };
}
