import { locale } from '@/lib/i18n';

/** A UTC day in words. In the local time zone it would be the day before in America. */
export const formatUtcDay = (day: string, month: 'short' | 'long' = 'short'): string =>
  new Intl.DateTimeFormat(locale(), { day: 'numeric', month, timeZone: 'UTC' }).format(new Date(day));
