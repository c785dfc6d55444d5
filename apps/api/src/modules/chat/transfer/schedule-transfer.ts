import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ENV, type Env } from '../../../config/env.js';
import type { ScheduleCreateDto } from '../schedules/schedule.dto.js';
import { ScheduleRepository } from '../schedules/schedule.repository.js';
import { ScheduleService } from '../schedules/schedule.service.js';
import { asArray, asText, asTextOrNull, isObject, type Json } from './imported.js';
import { FORMAT } from './own-format.js';

const MAX_NAME = 80;

/** Scheduled prompts in the file of everything that a person has. */
@Injectable()
export class ScheduleTransfer {
  constructor(
    private readonly repository: ScheduleRepository,
    private readonly schedules: ScheduleService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Those of a person, and what came of their last runs, whose threads are in the file too. */
  async exported(userId: string): Promise<object[]> {
    return (await this.repository.list(userId)).map(
      ({ name, prompt, model, cron, timezone, continues, paused, last_run_at, last_error, thread_id, created_at }) => ({
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
      }),
    );
  }

  /**
   * Adds those that are not there already, paused: here the person may have other rights, and other models.
   * @param file what the file says beside its threads
   * @returns how many were added
   */
  async take(userId: string, file: Json): Promise<number> {
    if (file.format !== FORMAT || !Array.isArray(file.schedules)) return 0;
    const known = new Set((await this.repository.list(userId)).map(identityOf));
    let added = 0;
    for (const raw of asArray(file.schedules).slice(0, this.env.SCHEDULES_MAX)) {
      const read = isObject(raw) ? readSchedule(raw) : undefined;
      if (!read || known.has(identityOf(read))) continue;
      known.add(identityOf(read));
      try {
        await this.schedules.create({ userId }, read, true);
        added++;
      } catch (error) {
        // Times that are too often here, a prompt that is too long, or too many of them.
        if (!(error instanceof DomainError) || error.code.startsWith('database.')) throw error;
      }
    }
    return added;
  }
}

const identityOf = ({ name, prompt, cron, timezone }: ScheduleCreateDto): string =>
  JSON.stringify([name, prompt, cron, timezone]);

function readSchedule(raw: Json): ScheduleCreateDto | undefined {
  const [name, prompt] = [asText(raw.name).trim().slice(0, MAX_NAME), asText(raw.prompt)];
  if (name === '' || prompt.trim() === '') return undefined;
  return {
    name,
    prompt,
    model: asTextOrNull(raw.model)?.slice(0, 200) ?? null,
    cron: asText(raw.cron).slice(0, 200),
    timezone: asText(raw.timezone).slice(0, 100),
    continues: raw.continues === true,
  };
}
