import { fetchContract } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';
import { operationsOf } from './operations';

/** The API's operations, from the portal's OpenAPI document. */
export const operationsQuery = queryOptions({
  queryKey: ['contract'],
  queryFn: async ({ signal }) => operationsOf(await fetchContract(signal)),
  staleTime: Infinity,
});
