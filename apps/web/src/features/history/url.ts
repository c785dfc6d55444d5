import { dateShape, flag, searchParser, text } from '@/lib/url';

export const parseHistorySearch = searchParser({
  q: text,
  model: text,
  ...dateShape,
  pinned: flag,
  archived: flag,
  code: flag,
});
export type HistorySearch = ReturnType<typeof parseHistorySearch>;
