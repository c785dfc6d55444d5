import { overviewRead } from '@pocket-llm/api-client';
import { queryOptions } from '@tanstack/react-query';

const REFRESH_MS = 10_000;

/** The start page's data; asked for again while the page is visible. */
export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: async ({ signal }) => (await overviewRead({ signal })).data,
  refetchInterval: REFRESH_MS,
  refetchOnMount: 'always',
});
