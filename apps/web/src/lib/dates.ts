import { locale } from './i18n';
import { type DateSearch } from './url';

const DAY_MS = 86_400_000;

export type DateGroup = { kind: 'today' | 'yesterday' | 'week' } | { kind: 'month'; label: string };

const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** The group of a date in a list sorted by time: today, yesterday, the last seven days, or its month. */
export function dateGroup(iso: string, now = new Date()): DateGroup {
  const date = new Date(iso);
  // Rounded, because a day with a clock change has 23 or 25 hours.
  const days = Math.round((midnight(now) - midnight(date)) / DAY_MS);
  if (days <= 0) return { kind: 'today' };
  if (days === 1) return { kind: 'yesterday' };
  if (days < 8) return { kind: 'week' };
  return { kind: 'month', label: new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' }).format(date) };
}

/** "3 minutes ago". */
export function relativeTime(iso: string, now = Date.now()): string {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const size = Math.abs(seconds);
  if (size < 45) return format.format(0, 'second');
  if (size < 2700) return format.format(Math.round(seconds / 60), 'minute');
  if (size < 79_200) return format.format(Math.round(seconds / 3600), 'hour');
  if (size < 2_592_000) return format.format(Math.round(seconds / 86_400), 'day');
  if (size < 31_536_000) return format.format(Math.round(seconds / 2_592_000), 'month');
  return format.format(Math.round(seconds / 31_536_000), 'year');
}

/** The full date and time, for the tooltip of a relative one. */
export const absoluteTime = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));

/** "02:00" in local time. */
export const clockTime = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(new Date(iso));

/** "3 March", with the year unless it is the current one. */
export const formatDay = (iso: string, now = new Date()): string => {
  const date = new Date(iso);
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year }).format(date);
};

const DAYS = { today: 0, '7d': 6, '30d': 29 } as const;

/** Local midnight, some days away from a day, as an instant. */
const midnightOf = (date: Date, away = 0): string =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate() + away).toISOString();

/** Parses a day from the address as local time; `new Date` would read it as UTC. */
const localDay = (day: string): Date => new Date(`${day}T00:00`);

/** The instants that bound a range of days: `from` is inclusive, `to` is exclusive. */
export function boundsOf({ date, from, to }: DateSearch, now = new Date()): { from?: string; to?: string } {
  if (date === 'own') return { from: from && midnightOf(localDay(from)), to: to && midnightOf(localDay(to), 1) };
  return { from: date && midnightOf(now, -DAYS[date]), to: undefined };
}
