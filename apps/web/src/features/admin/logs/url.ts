import { flag, instant, searchParser, text } from '@/lib/url';

export const parseLogSearch = searchParser({
  /** The query as typed: `level:error user:ada "text"`. */
  q: text,
  /** The bounds of the time range, as instants. */
  from: instant,
  to: instant,
  /** The open line: its time and its id, so that it is found at any depth. */
  line: text,
  /** Wrap long lines instead of truncating them. */
  wrap: flag,
  /** The added columns, as `request,detail.model`. */
  cols: text,
});
export type LogSearch = ReturnType<typeof parseLogSearch>;
