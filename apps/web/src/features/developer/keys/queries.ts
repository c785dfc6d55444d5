import { apiKeysList } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

/** The own keys, never with their secrets. */
export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) => (await apiKeysList({ signal })).data,
});
