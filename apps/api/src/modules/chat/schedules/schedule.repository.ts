import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ChatSchedule, type ScheduleProblem } from './schedule.entity.js';

/** How long a process may give no sign of life before a run is somebody else's. */
const LEASE = `now() + interval '60 seconds'`;

/** The thread of a parameter, unless it was deleted meanwhile. */
const threadOf = (parameter: string): string =>
  `coalesce((SELECT id FROM chat_threads WHERE id = ${parameter}), thread_id)`;

/** What a run leaves. */
export interface RunEnd {
  /** When it is due next. */
  next: Date | null;
  /** It was not asked in its time, which is no failure of its own. */
  isLeftOut?: boolean;
  problem: ScheduleProblem | null;
  threadId: string | undefined;
}

@Injectable()
export class ScheduleRepository {
  constructor(@InjectRepository(ChatSchedule) private readonly schedules: Repository<ChatSchedule>) {}

  /** Those of a person, the oldest first. */
  list(userId: string): Promise<ChatSchedule[]> {
    return this.schedules.find({ where: { user_id: userId }, order: { id: 'ASC' } });
  }

  /** @throws DomainError `schedule.not-found`, also for somebody else's */
  async findOwn(id: string, userId: string): Promise<ChatSchedule> {
    const found = await this.schedules.findOneBy({ id, user_id: userId });
    if (!found)
      throw new DomainError('schedule.not-found', 'There is no such scheduled prompt. It may have been deleted.');
    return found;
  }

  /** @returns false when the person has that many already */
  add(schedule: ChatSchedule, most: number): Promise<boolean> {
    return this.schedules.manager.transaction(async (manager) => {
      // One after the other, so that many at once do not get past the number.
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `chat_schedules ${schedule.user_id}`,
      ]);
      if ((await manager.countBy(ChatSchedule, { user_id: schedule.user_id })) >= most) return false;
      await manager.insert(ChatSchedule, schedule);
      return true;
    });
  }

  async update(id: string, change: Partial<ChatSchedule>): Promise<void> {
    // What a run that was postponed waits for has nothing to do with another time.
    const isRetimed = change.next_run_at !== undefined;
    const unwaited = {
      claimed_until: () => 'CASE WHEN claim IS NULL THEN NULL ELSE claimed_until END',
      waits_since: null,
    };
    await this.schedules.update({ id }, { ...change, ...(isRetimed && unwaited), updated_at: new Date() });
  }

  /** @throws DomainError `schedule.not-found` */
  async remove(id: string, userId: string): Promise<void> {
    await this.findOwn(id, userId);
    await this.schedules.delete({ id, user_id: userId });
  }

  /** Takes one that is due and that no other process has. @param claim a new id */
  async claim(claim: string): Promise<ChatSchedule | undefined> {
    const [rows]: [ChatSchedule[]] = await this.schedules.query(
      `UPDATE chat_schedules SET claim = $1, claimed_until = ${LEASE} WHERE id = (
         SELECT id FROM chat_schedules
         WHERE NOT paused AND next_run_at <= now() AND (claimed_until IS NULL OR claimed_until <= now())
         ORDER BY next_run_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      [claim],
    );
    return rows[0];
  }

  /** A sign of life for runs in progress. */
  async renew(claims: string[]): Promise<void> {
    await this.schedules.query(`UPDATE chat_schedules SET claimed_until = ${LEASE} WHERE claim = ANY ($1)`, [claims]);
  }

  /** The run is over, or it was not its turn. What its owner has changed meanwhile stays. */
  async end(
    { id, claim, cron, timezone }: ChatSchedule,
    { next, problem, threadId, isLeftOut = false }: RunEnd,
    most: number,
  ) {
    await this.schedules.query(
      `UPDATE chat_schedules SET claim = NULL, claimed_until = NULL, waits_since = NULL, last_error = $3,
         last_run_at = CASE WHEN $9 THEN last_run_at ELSE now() END, thread_id = ${threadOf('$4')},
         failures = CASE WHEN $3::jsonb IS NULL THEN 0 WHEN $9 THEN failures ELSE failures + 1 END,
         paused = paused OR ($3::jsonb IS NOT NULL AND NOT $9 AND failures + 1 >= $6),
         next_run_at = CASE WHEN cron = $7 AND timezone = $8 THEN $5 ELSE next_run_at END
       WHERE id = $1 AND claim = $2`,
      [id, claim, problem && JSON.stringify(problem), threadId ?? null, next, most, cron, timezone, isLeftOut],
    );
  }

  /** Its owner has had it asked out of its turn. */
  async asked(id: string, threadId: string): Promise<void> {
    await this.schedules.query(
      `UPDATE chat_schedules SET last_run_at = now(), last_error = NULL, failures = 0, waits_since = NULL,
         updated_at = now(), thread_id = ${threadOf('$2')} WHERE id = $1`,
      [id, threadId],
    );
  }

  /**
   * Lets a run wait: a limit, or a backend that is away. It stays the run of the same time.
   * @param ms so long nobody takes it
   * @param problem what it waits for
   */
  async postpone({ id, claim }: ChatSchedule, ms: number, problem: ScheduleProblem | null): Promise<void> {
    await this.schedules.query(
      `UPDATE chat_schedules SET claim = NULL, claimed_until = now() + $3 * interval '1 ms',
         last_error = coalesce($4, last_error),
         waits_since = CASE WHEN $4::jsonb IS NULL THEN waits_since ELSE coalesce(waits_since, now()) END
       WHERE id = $1 AND claim = $2`,
      [id, claim, ms, problem && JSON.stringify(problem)],
    );
  }

  /** Milliseconds until one is due; `undefined` when none ever is. */
  async untilNext(): Promise<number | undefined> {
    const [row]: { ms: number | null }[] = await this.schedules.query(
      `SELECT extract(epoch FROM min(greatest(next_run_at, claimed_until)) - now())::float8 * 1000 AS ms
       FROM chat_schedules
       WHERE NOT paused AND next_run_at IS NOT NULL AND (claim IS NULL OR claimed_until <= now())`,
    );
    return row?.ms ?? undefined;
  }
}
