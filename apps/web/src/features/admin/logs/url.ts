import { flag, instant, oneOf, searchParser, text } from '@/lib/url';

export const LOG_RANGES = ['15m', '1h', '24h', '7d', 'all'] as const;
export type LogRange = (typeof LOG_RANGES)[number];
export const DEFAULT_LOG_RANGE: LogRange = '24h';

export const parseLogSearch = searchParser({
  /** The query as typed: `level:error user:ada "text"`. */
  q: text,
  /** A range that ends now. Missing: the default one, or the bounds in `from` and `to`. */
  range: oneOf(LOG_RANGES),
  /** The bounds of a custom range, as instants. */
  from: instant,
  to: instant,
  /** Also show what the consoles read of themselves. */
  console: flag,
  /** The open line: its time and its id, so that it is found at any depth. */
  line: text,
  /** Wrap long lines instead of truncating them. */
  wrap: flag,
  /** The added columns, as `request,detail.model`. */
  cols: text,
});
export type LogSearch = ReturnType<typeof parseLogSearch>;
