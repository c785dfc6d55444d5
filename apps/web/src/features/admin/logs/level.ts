import { type LogEntry } from '@pocket-llm/api-client';
import { locale } from '@/lib/i18n';
import { type LEVELS } from './log-language';

export type Level = (typeof LEVELS)[number];

/** The level of a request, from its status: refusals are warnings, server failures are errors. */
export const levelOf = (status: number): Level => (status >= 500 ? 'error' : status >= 400 ? 'warning' : 'info');

/** The colour tone of a level. */
export const TONES = { info: 'idle', warning: 'warn', error: 'danger' } as const;

/** A line's position as written in the address: its time and its id. */
export const placeOf = ({ created_at, id }: LogEntry): string => `${created_at}~${id}`;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Day and time with milliseconds. */
export function exactTime(iso: string): string {
  let format = formats.get(locale());
  if (!format)
    formats.set(
      locale(),
      (format = new Intl.DateTimeFormat(locale(), {
        month: 'short',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        fractionalSecondDigits: 3,
        // Lines are compared digit by digit, and the column has no room for half of the day.
        hourCycle: 'h23',
      })),
    );
  return format.format(new Date(iso));
}
