import { ApiError } from '@pocket-llm/api-client';
import { QueryClient } from '@tanstack/react-query';

const RETRYABLE_KINDS = new Set(['network', 'timeout', 'unavailable']);

/** The cache of all server state. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && RETRYABLE_KINDS.has(error.kind),
    },
    // Never repeat a write automatically. While offline, fail at once instead of waiting unseen.
    mutations: { retry: false, networkMode: 'always' },
  },
});
