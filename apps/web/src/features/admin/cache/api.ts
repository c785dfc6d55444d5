import { cachePurge, cacheStatus, type CacheStatus, cacheUnpin, settingsUpdate } from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

export const cacheQuery = queryOptions({
  queryKey: ['cache'],
  queryFn: async ({ signal }) => (await cacheStatus({ signal })).data,
});

function useRefreshCache() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: cacheQuery.queryKey });
}

/** Deletes every cached answer. `onSuccess` is called before the figures are refetched. */
export const usePurgeCache = ({ onSuccess }: { onSuccess: () => void }) =>
  useMutation({ mutationFn: () => cachePurge(), onSuccess, onSettled: useRefreshCache() });

export const useUnpin = () =>
  useMutation({
    mutationFn: (pinId: string) => cacheUnpin({ path: { pin_id: pinId } }),
    onSettled: useRefreshCache(),
  });

/** Sets which accounts share cached answers. This is a portal setting. */
export function useSetCacheScope() {
  const client = useQueryClient();
  const refreshCache = useRefreshCache();
  return useMutation({
    mutationFn: (cache_scope: CacheStatus['scope']) => settingsUpdate({ body: { cache_scope } }),
    onSettled: () => Promise.all([refreshCache(), client.invalidateQueries({ queryKey: ['settings'] })]),
  });
}
