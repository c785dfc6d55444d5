import { day, oneNumberOf, searchParser, text } from '@/lib/url';

export const USAGE_DAYS = [7, 30, 90] as const;
export type UsageDays = (typeof USAGE_DAYS)[number];
/** In place of a key's id: usage without a key, in the chat and the playground. */
export const NO_KEY = 'none';

export const parseUsageSearch = searchParser({
  /** Number of days that end today. Missing: 30, or the custom period in `from` and `to`. */
  days: oneNumberOf(USAGE_DAYS),
  /** First and last day of a custom period. */
  from: day,
  to: day,
  /** Id of a key, or `none` for usage without one. */
  key: text,
  model: text,
  /** The selected day, which the tables are about. */
  day,
});
export type UsageSearch = ReturnType<typeof parseUsageSearch>;
