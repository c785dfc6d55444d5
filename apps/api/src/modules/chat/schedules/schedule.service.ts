import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import type { Principal } from '../../../common/access/principal.js';
import { Changes } from '../../../common/redis/changes.js';
import { sanitizeForPostgres } from '../../../common/sanitize-for-postgres.js';
import { ENV, type Env } from '../../../config/env.js';
import { PresetRepository } from '../presets/preset.repository.js';
import { RunStarter } from '../runs/run.starter.js';
import type {
  ScheduleCreateDto,
  ScheduleDto,
  ScheduleRunDto,
  ScheduleTimesDto,
  ScheduleUpdateDto,
} from './schedule.dto.js';
import type { ChatSchedule } from './schedule.entity.js';
import { ScheduleRepository } from './schedule.repository.js';
import { ScheduleRunner } from './schedule.runner.js';
import { checkTimes, nextAfter, timesAfter, type Times } from './times.js';

const TIMES_SHOWN = 3;

/** Scheduled prompts as their owners handle them. `ScheduleWorker` begins what is due. */
@Injectable()
export class ScheduleService {
  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly presets: PresetRepository,
    private readonly runner: ScheduleRunner,
    private readonly starter: RunStarter,
    private readonly changes: Changes,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async list({ userId }: Principal): Promise<ScheduleDto[]> {
    return (await this.schedules.list(userId)).map(toDto);
  }

  /** The next times. @throws DomainError `schedule.invalid` */
  times(times: Times): ScheduleTimesDto {
    this.check(times);
    return { times: timesAfter(times, new Date(), TIMES_SHOWN) };
  }

  /** @throws DomainError `schedule.invalid`, `schedule.too-many`, `prompt.too-long`, `preset.not-found` */
  async create({ userId }: Pick<Principal, 'userId'>, body: ScheduleCreateDto, paused = false): Promise<ScheduleDto> {
    this.check(body);
    this.starter.checkLength(body.prompt);
    if (body.preset_id) await this.presets.findOwn(body.preset_id, userId);
    const now = new Date();
    const schedule: ChatSchedule = {
      id: newId(),
      user_id: userId,
      name: sanitizeForPostgres(body.name.trim()),
      prompt: sanitizeForPostgres(body.prompt),
      model: body.model ?? null,
      preset_id: body.preset_id ?? null,
      cron: body.cron,
      timezone: body.timezone,
      continues: body.continues ?? false,
      thread_id: null,
      paused,
      failures: 0,
      last_error: null,
      next_run_at: nextAfter(body, now),
      last_run_at: null,
      claim: null,
      claimed_until: null,
      waits_since: null,
      created_at: now,
      updated_at: now,
    };
    const most = this.env.SCHEDULES_MAX;
    if (!(await this.schedules.add(schedule, most)))
      throw new DomainError(
        'schedule.too-many',
        `You may have at most ${most} scheduled prompts. Delete one that you no longer need.`,
      );
    this.changes.announce('schedules');
    return toDto(schedule);
  }

  /** @throws DomainError `schedule.not-found`, and as `create` */
  async update({ userId }: Principal, id: string, body: ScheduleUpdateDto): Promise<ScheduleDto> {
    const before = await this.schedules.findOwn(id, userId);
    if (body.prompt !== undefined) this.starter.checkLength(body.prompt);
    if (body.preset_id) await this.presets.findOwn(body.preset_id, userId);
    const times = { cron: body.cron ?? before.cron, timezone: body.timezone ?? before.timezone };
    const isRetimed = times.cron !== before.cron || times.timezone !== before.timezone;
    if (isRetimed) this.check(times);
    const goesOn = body.paused === false;
    await this.schedules.update(id, {
      ...times,
      ...(body.name !== undefined && { name: sanitizeForPostgres(body.name.trim()) }),
      ...(body.prompt !== undefined && { prompt: sanitizeForPostgres(body.prompt) }),
      ...(body.model !== undefined && { model: body.model }),
      ...(body.preset_id !== undefined && { preset_id: body.preset_id }),
      ...(body.continues !== undefined && { continues: body.continues }),
      ...(body.paused !== undefined && { paused: body.paused }),
      // What was due while it was paused is not made up for.
      ...((isRetimed || (goesOn && before.paused)) && { next_run_at: nextAfter(times, new Date()) }),
      ...(goesOn && { failures: 0, last_error: null }),
    });
    this.changes.announce('schedules');
    return toDto(await this.schedules.findOwn(id, userId));
  }

  /** @throws DomainError `schedule.not-found` */
  remove({ userId }: Principal, id: string): Promise<void> {
    return this.schedules.remove(id, userId);
  }

  /** Asks it now; when it is due next does not change. @throws DomainError `schedule.not-found`, and as a question */
  async run(principal: Principal, id: string, requestId: string): Promise<ScheduleRunDto> {
    const schedule = await this.schedules.findOwn(id, principal.userId);
    const run = await this.runner.ask(principal, schedule, requestId);
    const { threadId } = run.subject;
    await this.schedules.asked(id, threadId);
    return { thread_id: threadId, run_id: run.id };
  }

  private check(times: Times): void {
    checkTimes(times, this.env.SCHEDULE_MIN_MINUTES, new Date());
  }
}

/** When a run that was postponed is asked. */
const later = (due: Date | null, waits: Date | null): Date | null => (due && waits && waits > due ? waits : due);

const toDto = ({
  user_id: _,
  claim,
  claimed_until,
  next_run_at,
  waits_since,
  ...schedule
}: ChatSchedule): ScheduleDto => ({
  ...schedule,
  next_run_at: schedule.paused ? null : later(next_run_at, claim === null ? claimed_until : null),
  waits: waits_since !== null && !schedule.paused,
  running: claim !== null && claimed_until !== null && claimed_until > new Date(),
});
