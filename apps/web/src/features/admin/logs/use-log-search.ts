import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { type NewToken, parseQuery, withToken } from '../query/language';
import { type LogFilter, type LogView } from './api';
import { readColumns, toggleColumn } from './columns';
import { type Field, LOG_LANGUAGE } from './log-language';
import { DEFAULT_LOG_RANGE, type LogRange, type LogSearch } from './url';

const MINUTE_MS = 60_000;
const RANGE_MS: Record<Exclude<LogRange, 'all'>, number> = {
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '24h': 1_440 * MINUTE_MS,
  '7d': 10_080 * MINUTE_MS,
};

/** The start of a range that ends now; of everything, undefined. On a whole minute, which the server has counted. */
const startOf = (range: LogRange, now: number): string | undefined =>
  range === 'all' ? undefined : new Date(Math.floor((now - RANGE_MS[range]) / MINUTE_MS) * MINUTE_MS).toISOString();

/** Whether reads of the consoles could be among the lines, and nothing in the query names them. */
const mayHaveConsole = ({ level = 'info', status_code = 200, ...filter }: LogFilter): boolean =>
  level === 'info' &&
  status_code < 400 &&
  [filter.action, filter.endpoint, filter.request_id, filter.model, filter.key, filter.error].every(
    (value) => value === undefined,
  );

/** The state of the page as its address has it, and functions to change it. */
export function useLogSearch() {
  const search = useSearch({ from: '/app/admin/logs' });
  const navigate = useNavigate({ from: '/admin/logs' });
  const { q, from, to, line, wrap = false, cols } = search;
  const isCustom = Boolean(from ?? to);
  const range = search.range ?? DEFAULT_LOG_RANGE;
  const change = useCallback(
    (next: Partial<LogSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true }),
    [navigate],
  );
  // What "now" is, until the lines are read anew: the pages of a list need one and the same range.
  const [now, setNow] = useState(() => Date.now());
  const { filter: typed, mistake } = useMemo(() => parseQuery(LOG_LANGUAGE, q ?? ''), [q]);
  const hidesConsole = !search.console && mayHaveConsole(typed);
  const filter = useMemo(
    (): LogFilter | undefined => (mistake ? undefined : { ...typed, ...(hidesConsole && { without_console: true }) }),
    [typed, mistake, hidesConsole],
  );
  const view = useMemo(
    (): LogView | undefined =>
      filter && { ...filter, ...(isCustom ? { from, to } : { from: startOf(range, now), to: undefined }) },
    [filter, isCustom, from, to, range, now],
  );
  const columns = useMemo(() => readColumns(cols), [cols]);
  const openLine = useCallback((place: string | undefined) => change({ line: place }), [change]);
  return {
    q,
    /** The bounds of a custom range. */
    from,
    to,
    /** The range that ends now; undefined for a custom one. */
    range: isCustom ? undefined : range,
    wrap,
    /** Position of the open line: its time and its id. */
    line,
    columns,
    /** Undefined while the query has a mistake. */
    filter,
    view,
    hidesConsole,
    /** Whether lines of the consoles are shown because somebody asked for that. */
    showsConsole: search.console === true,
    isNarrowed: Boolean(q || isCustom || search.range),
    /** What can be saved under a name. */
    saveable: { q, range: search.range, console: search.console, cols },
    /** Shows what was saved, in place of all filters. */
    show: (saved: Pick<LogSearch, 'q' | 'range' | 'console' | 'cols'>) => {
      setNow(Date.now());
      change({
        q: saved.q,
        range: saved.range,
        console: saved.console,
        cols: saved.cols,
        from: undefined,
        to: undefined,
        line: undefined,
      });
    },
    change,
    openLine,
    /** Lets the range end now. */
    renew: () => setNow(Date.now()),
    setRange: (start?: string, end?: string) => change({ from: start, to: end, range: undefined }),
    showRange: (next: LogRange) => {
      setNow(Date.now());
      change({ range: next === DEFAULT_LOG_RANGE ? undefined : next, from: undefined, to: undefined });
    },
    toggleColumn: (column: string) => change({ cols: toggleColumn(cols, column) }),
    /** Adds a token to the query. A request id replaces all other filters and the time range. */
    addToken: (token: NewToken<Field>) =>
      token.field === 'request'
        ? change({ q: withToken(LOG_LANGUAGE, '', token), range: 'all', from: undefined, to: undefined })
        : change({ q: withToken(LOG_LANGUAGE, q ?? '', token) }),
  };
}
export type LogSearchState = ReturnType<typeof useLogSearch>;
