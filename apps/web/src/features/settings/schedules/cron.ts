/** How often a prompt is asked, as the form says it. */
export interface Timing {
  often: 'daily' | 'weekdays' | 'weekly' | 'custom';
  /** `07:30` */
  time: string;
  /** Day of the week, from 0 for Sunday. */
  day: number;
  /** The expression, when it is none of the others. */
  cron: string;
}

const SIMPLE = /^(\d{1,2}) (\d{1,2}) \* \* (\*|1-5|[0-6])$/;

const twoDigits = (text: string): string => text.padStart(2, '0');

/** A cron expression as the form says it. */
export function timingOf(cron: string): Timing {
  const [, minute, hour, days] = SIMPLE.exec(cron) ?? [];
  if (minute === undefined || hour === undefined || days === undefined || Number(minute) > 59 || Number(hour) > 23)
    return { often: 'custom', time: '08:00', day: 1, cron };
  const time = `${twoDigits(hour)}:${twoDigits(minute)}`;
  const often = days === '*' ? 'daily' : days === '1-5' ? 'weekdays' : 'weekly';
  return { often, time, day: often === 'weekly' ? Number(days) : 1, cron };
}

/** The other way round. */
export function cronOf({ often, time, day, cron }: Timing): string {
  if (often === 'custom') return cron.trim().replace(/\s+/g, ' ');
  const [hour, minute] = time.split(':').map(Number);
  return `${minute} ${hour} * * ${often === 'daily' ? '*' : often === 'weekdays' ? '1-5' : day}`;
}

/** The time zone of this browser. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A Sunday, from which the days of a week are counted. */
const SUNDAY = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;

/** The name of a day of the week. */
export const dayName = (day: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(SUNDAY + day * DAY_MS);

/** `07:30` as the locale writes it. */
export const clockOf = (time: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(new Date(`2023-01-01T${time}Z`));

/** A moment with its day, in a time zone. */
export function momentOf(iso: string, locale: string, timeZone: string): string {
  const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: hour12 ? 'numeric' : '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(new Date(iso));
}
