import { ApiError } from '@pocket-llm/api-client';
import { QueryClient } from '@tanstack/react-query';

const WORTH_RETRYING = new Set(['network', 'timeout', 'unavailable']);

/** The cache of everything the server said. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && WORTH_RETRYING.has(error.kind),
    },
    // A write is never sent twice by itself, and fails at once while the browser is offline instead of waiting unseen.
    mutations: { retry: false, networkMode: 'always' },
  },
});
