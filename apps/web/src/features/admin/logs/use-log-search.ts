import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type NewToken, parseQuery, withToken } from '../query/language';
import { type LogView } from './api';
import { readColumns, toggleColumn } from './columns';
import { type Field, LOG_LANGUAGE } from './log-language';
import { type LogSearch } from './url';

/** The state of the page as its address has it, and functions to change it. */
export function useLogSearch() {
  const search = useSearch({ from: '/app/admin/logs' });
  const navigate = useNavigate({ from: '/admin/logs' });
  const { q, from, to, line, wrap = false, cols } = search;
  const change = useCallback(
    (next: Partial<LogSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true }),
    [navigate],
  );
  const { filter, mistake } = useMemo(() => parseQuery(LOG_LANGUAGE, q ?? ''), [q]);
  const view = useMemo(
    (): LogView | undefined => (mistake ? undefined : { ...filter, from, to }),
    [filter, mistake, from, to],
  );
  const columns = useMemo(() => readColumns(cols), [cols]);
  const openLine = useCallback((place: string | undefined) => change({ line: place }), [change]);
  return {
    q,
    from,
    to,
    wrap,
    /** Position of the open line: its time and its id. */
    line,
    columns,
    /** Undefined while the query has a mistake. */
    filter: mistake ? undefined : filter,
    view,
    isNarrowed: Boolean(q || from || to),
    change,
    openLine,
    setRange: (start?: string, end?: string) => change({ from: start, to: end }),
    toggleColumn: (column: string) => change({ cols: toggleColumn(cols, column) }),
    /** Adds a token to the query. A request id replaces all other filters and the time range. */
    addToken: (token: NewToken<Field>) =>
      token.field === 'request'
        ? change({ q: withToken(LOG_LANGUAGE, '', token), from: undefined, to: undefined })
        : change({ q: withToken(LOG_LANGUAGE, q ?? '', token) }),
  };
}
export type LogSearchState = ReturnType<typeof useLogSearch>;
