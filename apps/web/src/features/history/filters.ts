import { boundsOf } from '@/lib/dates';
import { type ThreadFilter } from '@/lib/queries';
import { type HistorySearch } from './url';

/** What the address asks for, as the server understands it. */
export const filterOf = (
  { q, model, pinned, archived = false, code, ...dates }: HistorySearch,
  now?: Date,
): ThreadFilter => ({ q, model, ...boundsOf(dates, now), pinned, archived, has_code: code });

/** Whether anything beside the words narrows the list down. */
export const isNarrowed = ({ model, date, pinned, archived, code }: HistorySearch): boolean =>
  Boolean(model || date || pinned || archived || code);
