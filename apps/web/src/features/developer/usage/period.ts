import { type UsageSearch } from './url';

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;

/** UTC days from first to last, both inclusive, such as 2027-01-31. The ledger also counts in UTC. */
export interface Period {
  from: string;
  to: string;
  days: string[];
}

export const today = (now = Date.now()): string => new Date(now).toISOString().slice(0, 10);
const plus = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

function between(from: string, to: string): Period {
  const count = Math.min(MAX_DAYS, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1);
  const first = plus(to, 1 - count);
  return { from: first, to, days: Array.from({ length: count }, (_, index) => plus(first, index)) };
}

/** The period of an address: a custom one if both ends are given and in order, else the last days. */
export function periodOf({ days, from, to }: UsageSearch, now = Date.now()): Period {
  if (from && to && from <= to) return between(from, to);
  return between(plus(today(now), 1 - (days ?? 30)), today(now));
}

/** The period of the same length directly before. */
export const periodBefore = ({ from, days }: Period): Period => between(plus(from, -days.length), plus(from, -1));
