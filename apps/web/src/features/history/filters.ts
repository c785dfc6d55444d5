import { boundsOf } from '@/lib/dates';
import { type ThreadFilter } from '@/lib/queries';
import { type HistorySearch } from './url';

/** Translates the address into the server's filters. */
export const filterOf = (
  { q, model, pinned, archived = false, code, ...dates }: HistorySearch,
  now?: Date,
): ThreadFilter => ({ q, model, ...boundsOf(dates, now), pinned, archived, has_code: code });

/** Whether any filter besides the search text is active. */
export const isNarrowed = ({ model, date, pinned, archived, code }: HistorySearch): boolean =>
  Boolean(model || date || pinned || archived || code);
