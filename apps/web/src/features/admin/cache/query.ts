import { cacheStatus } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

export const cacheQuery = queryOptions({
  queryKey: ['cache'],
  queryFn: async ({ signal }) => (await cacheStatus({ signal })).data,
});
