import { activityTelemetry } from '@pocket-llm/api-client';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
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
