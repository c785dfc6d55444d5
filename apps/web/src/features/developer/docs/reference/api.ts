import { fetchContract } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';
import { operationsOf } from './operations';

/** The operations of the portal's API, from its own OpenAPI document. */
export const operationsQuery = queryOptions({
  queryKey: ['contract'],
  queryFn: async ({ signal }) => operationsOf(await fetchContract(signal)),
  staleTime: Infinity,
});
