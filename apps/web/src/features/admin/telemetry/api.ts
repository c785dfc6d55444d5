import { activityTelemetry, budgetsList, costsExport, costsReport } from '@pocket-llm/api-client';
import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { download } from '@/lib/download';
import { rangeOf } from './range';
import { type TelemetrySearch } from './url';

/** The telemetry of the range in an address. Old data stays until new data arrives. */
export const telemetryQuery = (search: TelemetrySearch) =>
  queryOptions({
    queryKey: ['telemetry', search.range, search.from, search.to],
    queryFn: async ({ signal }) => {
      const { from, to } = rangeOf(search);
      const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      return (await activityTelemetry({ query, signal })).data;
    },
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
  });

export const COST_GROUPS = ['model', 'user', 'key', 'group'] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

/** First and last day (UTC). */
export interface CostRange {
  from: string;
  to: string;
}

/** What the days of a range have cost. */
export const costsQuery = (range: CostRange, group_by: CostGroup) =>
  queryOptions({
    queryKey: ['costs', range.from, range.to, group_by],
    queryFn: async ({ signal }) => (await costsReport({ query: { ...range, group_by }, signal })).data,
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
  });

/** Saves the same as a file, with all rows. */
export const useExportCosts = (range: CostRange, group_by: CostGroup) =>
  useMutation({
    mutationFn: async () => (await costsExport({ query: { ...range, group_by } })).data,
    onSuccess: (text) => download(`costs-${group_by}-${range.from}-${range.to}.csv`, text, 'text/csv'),
  });

export const nearBudgetsQuery = queryOptions({
  queryKey: ['near-budgets'],
  queryFn: async ({ signal }) => (await budgetsList({ signal })).data,
  refetchInterval: 30_000,
  refetchOnMount: 'always',
});
