import { flag, instant, searchParser, text } from '@/lib/url';

export const parseLogSearch = searchParser({
  /** The query as it is typed: `level:error user:ada "text"`. */
  q: text,
  /** Instants that bound the time. */
  from: instant,
  to: instant,
  /** The line that is open: its time and its id, so that it is found however deep it lies. */
  line: text,
  /** Long lines are wrapped, not cut. */
  wrap: flag,
  /** What is shown of each line beside the line itself, as `request,detail.model`. */
  cols: text,
});
export type LogSearch = ReturnType<typeof parseLogSearch>;
