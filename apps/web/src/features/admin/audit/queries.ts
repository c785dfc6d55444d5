import { auditList, nextCursor } from '@pocket-llm/api-client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type AuditSearch } from '@/lib/search';

const PAGE = 100;

/** Entries that match, newest first. */
export const useAudit = ({ q, result }: AuditSearch) =>
  useInfiniteQuery({
    queryKey: ['audit', { q, result }],
    queryFn: async ({ pageParam, signal }) => {
      const { data, headers } = await auditList({ query: { q, result, limit: PAGE, cursor: pageParam }, signal });
      return { entries: data, cursor: nextCursor(headers['link']) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    placeholderData: (previous) => previous,
  });
