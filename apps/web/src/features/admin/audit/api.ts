import {
  auditExport,
  auditFacets,
  type AuditFacetsData,
  auditList,
  type AuditListData,
  auditVerify,
  nextCursor,
} from '@pocket-llm/api-client';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { FILE_REQUEST, useExport } from '../query/use-export';

const PAGE_SIZE = 100;

/** The server's filters, without time range and paging. */
export type AuditFilter = Omit<NonNullable<AuditListData['query']>, 'limit' | 'cursor' | 'from' | 'to'>;

/** Filters with the bounds of the time range, as ISO times. */
type AuditView = AuditFilter & { from?: string; to?: string };

/** Matching entries, newest first. With undefined it sends no request. */
export const useAudit = (view: AuditView | undefined) =>
  useInfiniteQuery({
    queryKey: ['audit', 'list', view],
    queryFn: async ({ pageParam, signal }) => {
      const { data, headers } = await auditList({ query: { ...view, limit: PAGE_SIZE, cursor: pageParam }, signal });
      return { entries: data, cursor: nextCursor(headers['link']) };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    enabled: view !== undefined,
    placeholderData: (previous) => previous,
  });

export type AuditFacet = NonNullable<NonNullable<AuditFacetsData['query']>['field']>;

/** The values of a field in the audit log, most frequent first. */
export const fetchAuditValues = async (field: AuditFacet, signal: AbortSignal) =>
  (await auditFacets({ query: { field }, signal })).data;

export const useExportAudit = (view: AuditView | undefined) =>
  useExport('audit', (format) => auditExport({ query: { ...view, format }, ...FILE_REQUEST }));

/** Verifies the hash chain of the whole audit log. */
export const useVerifyAudit = () => useMutation({ mutationFn: async () => (await auditVerify()).data });
