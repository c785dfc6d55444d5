import { type LogEntry, logsHistogram, logsList, nextCursor } from '@pocket-llm/api-client';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type LogFilter } from './query';

const PAGE = 200;

/** Filters with the bounds of time. */
export type LogView = LogFilter & { from?: string; to?: string };

/** The lines that match, page by page. The old ones stay until the new ones are here. */
export function useLogs(view: LogView | undefined) {
  const query = useInfiniteQuery({
    queryKey: ['logs', 'list', view],
    queryFn: async ({ pageParam, signal }) => {
      const { data, headers } = await logsList({ query: { ...view, limit: PAGE, cursor: pageParam }, signal });
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
  return { query, logs, total: pages?.[0]?.total, isEstimate: pages?.[0]?.total_is_estimate ?? false };
}

export const useHistogram = (view: LogView | undefined) =>
  useQuery({
    queryKey: ['logs', 'histogram', view],
    queryFn: async ({ signal }) => (await logsHistogram({ query: { ...view, buckets: 80 }, signal })).data,
    enabled: view !== undefined,
    placeholderData: keepPreviousData,
  });

/** The line that an address names, wherever it lies: from the list when it is there, else asked for by its time. */
export function useLine(place: string | undefined, logs: readonly LogEntry[]) {
  const [time, id] = place?.split('~') ?? [];
  const listed = useMemo(() => logs.find((entry) => entry.id === id), [logs, id]);
  const at = Date.parse(time ?? '');
  const asked = useQuery({
    queryKey: ['logs', 'line', place],
    queryFn: async ({ signal }) => {
      const { data } = await logsList({
        query: { from: new Date(at).toISOString(), to: new Date(at + 1).toISOString(), limit: PAGE },
        signal,
      });
      return data.logs.find((entry) => entry.id === id) ?? null;
    },
    enabled: place !== undefined && !listed && !Number.isNaN(at),
    staleTime: Infinity,
  });
  return {
    entry: listed ?? asked.data ?? undefined,
    gone: !listed && (asked.data === null || (place !== undefined && Number.isNaN(at))),
  };
}
