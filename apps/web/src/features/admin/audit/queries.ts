import { auditList, nextCursor } from '@pocket-llm/api-client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type AuditFilter } from './query';

const PAGE = 100;

/** Filters with the bounds of time. */
export type AuditView = AuditFilter & { from?: string; to?: string };

/** Entries that match, newest first; undefined asks for nothing. */
export const useAudit = (view: AuditView | undefined) =>
  useInfiniteQuery({
    queryKey: ['audit', 'list', view],
    queryFn: async ({ pageParam, signal }) => {
      const { data, headers } = await auditList({ query: { ...view, limit: PAGE, cursor: pageParam }, signal });
      return { entries: data, cursor: nextCursor(headers['link']) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    enabled: view !== undefined,
    placeholderData: (previous) => previous,
  });
