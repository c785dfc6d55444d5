import { usageReport } from '@pocket-llm/api-client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { periodBefore, type Period } from './period';

/**
 * The rows of a period and of the one before it. Filters and sums are computed in the browser, so that changing a
 * filter sends no request.
 */
export const usageQuery = (period: Period) => {
  const from = periodBefore(period).from;
  return queryOptions({
    queryKey: ['usage', from, period.to],
    queryFn: async ({ signal }) =>
      (await usageReport({ query: { from, to: period.to, group_by: 'day,key,model' }, signal })).data,
    placeholderData: keepPreviousData,
    // Always refetch on opening, so that the page includes the latest calls.
    refetchOnMount: 'always',
  });
};
