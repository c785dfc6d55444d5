import { Cron } from 'croner';
import { DomainError } from '../../../common/errors/domain-error.js';

/** How many times are looked at to find the shortest gap between two. */
const LOOKED_AT = 100;
const MINUTE_MS = 60_000;

/** When a schedule is due: a cron expression of five fields, in a time zone. */
export interface Times {
  cron: string;
  timezone: string;
}

/** The next time after another one; `null` when there is none. */
export const nextAfter = (times: Times, from: Date): Date | null => read(times).nextRun(from);

/** The next times after another one. */
export const timesAfter = (times: Times, from: Date, count: number): Date[] => read(times).nextRuns(count, from);

/**
 * @param leastMinutes shortest time between two runs
 * @throws DomainError `schedule.invalid`
 */
export function checkTimes(times: Times, leastMinutes: number, from: Date): void {
  const next = timesAfter(times, from, LOOKED_AT);
  if (next.length === 0) throw invalid('/cron', 'The expression names no time that will ever come.');
  const isTooOften = next.some(
    (time, i) => i > 0 && time.getTime() - next[i - 1]!.getTime() < leastMinutes * MINUTE_MS,
  );
  if (isTooOften)
    throw invalid('/cron', `A prompt is asked at most every ${leastMinutes} minutes. Choose times further apart.`);
}

/** @throws DomainError `schedule.invalid` */
function read({ cron, timezone }: Times): Cron {
  if (!isTimezone(timezone)) throw invalid('/timezone', 'The time zone is not known. An example is Europe/Berlin.');
  try {
    return new Cron(cron, { timezone, paused: true, mode: '5-part' });
  } catch {
    throw invalid(
      '/cron',
      'The expression cannot be read. It has five fields, such as 30 7 * * 1-5: minute, hour, day of the month, ' +
        'month, day of the week.',
    );
  }
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const invalid = (pointer: string, detail: string): DomainError =>
  new DomainError('schedule.invalid', detail, { errors: [{ pointer, message: detail }] });
