import { usageReport } from '@pocket-llm/api-client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { periodBefore, type Period } from './period';

/** The rows of a period and of the one before it: filters and sums are made of them here, so that choosing one asks nobody. */
export const usageQuery = (period: Period) => {
  const from = periodBefore(period).from;
  return queryOptions({
    queryKey: ['usage', from, period.to],
    queryFn: async ({ signal }) =>
      (await usageReport({ query: { from, to: period.to, group_by: 'day,key,model' }, signal })).data.rows,
    placeholderData: keepPreviousData,
    // A page opened after some calls shows those calls.
    refetchOnMount: 'always',
  });
};
