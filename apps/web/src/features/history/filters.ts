import { type ThreadFilter } from '@/lib/queries';
import { type HistorySearch } from '@/lib/search';

const DAYS = { today: 0, '7d': 6, '30d': 29 } as const;

/** Local midnight of a day, some days away from it. */
function midnight(day: Date, away = 0): string {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + away).toISOString();
}

/** A day as it stands in the address; `new Date` of the plain text would be midnight in London. */
const local = (day: string): Date => new Date(`${day}T00:00`);

/** What the address asks for, as the server understands it. */
export function filterOf({ q, model, date, from, to, pinned, archived = false, code }: HistorySearch, now = new Date()): ThreadFilter {
  const range =
    date === 'own'
      ? { from: from && midnight(local(from)), to: to && midnight(local(to), 1) }
      : { from: date && midnight(now, -DAYS[date]), to: undefined };
  return { q, model, ...range, pinned, archived, has_code: code };
}

/** Whether anything beside the words narrows the list down. */
export const isNarrowed = ({ model, date, pinned, archived, code }: HistorySearch): boolean => Boolean(model || date || pinned || archived || code);
