import { dateShape, searchParser, text } from '@/lib/url';

export const parseAuditSearch = searchParser({
  ...dateShape,
  /** The query as typed: `actor:ada result:refused "text"`. */
  q: text,
  /** Number of the entry that is open. */
  entry: text,
});
export type AuditSearch = ReturnType<typeof parseAuditSearch>;
