import { type LogEntry } from '@pocket-llm/api-client';
import { locale } from '@/lib/i18n';
import { type LEVELS } from './query';

export type Level = (typeof LEVELS)[number];

/** How a request went, from its status: refusals are the client's, failures ours. */
export const levelOf = (status: number): Level => (status >= 500 ? 'error' : status >= 400 ? 'warning' : 'info');

/** The mark that goes with a level. */
export const TONES = { info: 'idle', warning: 'warn', error: 'danger' } as const;

/** Where a line stands: its time and its id, as it is in the address. */
export const placeOf = ({ created_at, id }: LogEntry): string => `${created_at}~${id}`;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Day and time to the millisecond. */
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
        hourCycle: 'h23',
      })),
    );
  return format.format(new Date(iso));
}
