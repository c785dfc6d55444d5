import {
  type LogEntry,
  logsExport,
  logsFacets,
  type LogsFacetsData,
  logsHistogram,
  logsList,
  type LogsListData,
  nextCursor,
} from '@pocket-llm/api-client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { FILE_REQUEST, useExport } from '../query/use-export';

export { tailLogs } from '@pocket-llm/api-client';

const PAGE_SIZE = 200;
const HISTOGRAM_BUCKETS = 80;

/** The server's filters, without time range and paging. */
export type LogFilter = Omit<
  NonNullable<LogsListData['query']>,
  'limit' | 'offset' | 'cursor' | 'order' | 'from' | 'to'
>;

/** Filters with the bounds of the time range, as ISO times. */
export type LogView = LogFilter & { from?: string; to?: string };

/** Matching lines, page by page. Old results stay until new ones arrive. */
export function useLogs(view: LogView | undefined) {
  const query = useInfiniteQuery({
    queryKey: ['logs', 'list', view],
    queryFn: async ({ pageParam, signal }) => {
      const { data, headers } = await logsList({ query: { ...view, limit: PAGE_SIZE, cursor: pageParam }, signal });
      return { ...data, cursor: nextCursor(headers['link']) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    enabled: view !== undefined,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  const pages = query.data?.pages;
  const logs = useMemo(() => pages?.flatMap((page) => page.logs) ?? [], [pages]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const readOn = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const [first, last] = [pages?.[0], pages?.at(-1)];
  const isWhole = last !== undefined && last.cursor === undefined;
  return {
    query,
    logs,
    // A search in steps finds more than its first step could count.
    total: Math.max(first?.total ?? 0, logs.length),
    isEstimate: first !== undefined && first.total_is_estimate && !isWhole,
    /** The search has stopped at this time, and would go on with the next page. */
    searchedTo: last?.searched_to ?? undefined,
    /** Loads the next page; undefined while it loads and when there is none. */
    readOn: hasNextPage && !isFetchingNextPage ? readOn : undefined,
  };
}

/** Number of lines over time, by level. */
export const useHistogram = (view: LogView | undefined) =>
  useQuery({
    queryKey: ['logs', 'histogram', view],
    queryFn: async ({ signal }) =>
      (await logsHistogram({ query: { ...view, buckets: HISTOGRAM_BUCKETS }, signal })).data,
    enabled: view !== undefined,
    placeholderData: keepPreviousData,
  });

/** Splits a line's position into time (in milliseconds) and id; NaN and undefined when it is missing. */
function placeOf(place = ''): { at: number; id: string | undefined } {
  const [time = '', id] = place.split('~');
  return { at: Date.parse(time), id };
}

/** The line in the address: from the list if it is loaded, else fetched by its time. */
export function useLine(place: string | undefined, logs: readonly LogEntry[]) {
  const { at, id } = placeOf(place);
  const listed = useMemo(() => logs.find((entry) => entry.id === id), [logs, id]);
  const fetched = useQuery({
    queryKey: ['logs', 'line', place],
    queryFn: async ({ signal }) => {
      const { data } = await logsList({
        query: { from: new Date(at).toISOString(), to: new Date(at + 1).toISOString(), limit: PAGE_SIZE },
        signal,
      });
      return data.logs.find((entry) => entry.id === id) ?? null;
    },
    enabled: place !== undefined && !listed && !Number.isNaN(at),
    staleTime: Infinity,
  });
  return {
    entry: listed ?? fetched.data ?? undefined,
    gone: !listed && (fetched.data === null || (place !== undefined && Number.isNaN(at))),
  };
}

/** The times of the nearest matching lines before and after a time range. */
export const useNearestLines = (view: LogView) =>
  useQuery({
    queryKey: ['logs', 'nearest', view],
    queryFn: async ({ signal }) => {
      const { from, to, ...filter } = view;
      const [before, after] = await Promise.all([
        from ? logsList({ query: { ...filter, to: from, order: 'desc', limit: 1 }, signal }) : undefined,
        to ? logsList({ query: { ...filter, from: to, order: 'asc', limit: 1 }, signal }) : undefined,
      ]);
      return {
        before: before?.data.logs[0]?.created_at,
        after: after?.data.logs[0]?.created_at,
        isWhole: !before?.data.searched_to && !after?.data.searched_to,
      };
    },
  });

export type LogFacet = NonNullable<NonNullable<LogsFacetsData['query']>['field']>;

/** The values of a field in the log, most frequent first. */
export const fetchLogValues = async (field: LogFacet, signal: AbortSignal) =>
  (await logsFacets({ query: { field }, signal })).data;

export const useExportLogs = (view: LogView | undefined) =>
  useExport('logs', (format) => logsExport({ query: { ...view, format }, ...FILE_REQUEST }));
