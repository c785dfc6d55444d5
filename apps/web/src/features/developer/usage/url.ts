import * as z from 'zod/mini';
import { day, lenient, searchParser, text } from '@/lib/url';

export const USAGE_DAYS = [7, 30, 90] as const;
export type UsageDays = (typeof USAGE_DAYS)[number];
/** In place of a key's id: what was used without a key, in the chat and the playground. */
export const NO_KEY = 'none';

export const parseUsageSearch = searchParser({
  /** Days up to today; left out: 30, or what `from` and `to` say. */
  days: lenient(z.pipe(z.transform(Number), z.literal(USAGE_DAYS))),
  /** First and last day of an own period. */
  from: day,
  to: day,
  /** Id of a key, or `none` for what was used without one. */
  key: text,
  model: text,
  /** The day of the period that the tables are about. */
  day,
});
export type UsageSearch = ReturnType<typeof parseUsageSearch>;
