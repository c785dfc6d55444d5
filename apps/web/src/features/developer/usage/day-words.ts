import { locale } from '@/lib/i18n';

/** A day of UTC as people write it; without a zone it would be the evening before in America. */
export const dayWords = (day: string, month: 'short' | 'long' = 'short'): string =>
  new Intl.DateTimeFormat(locale(), { day: 'numeric', month, timeZone: 'UTC' }).format(new Date(day));
