import { type ModelPull } from '@pocket-llm/api-client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followPull, isActive, pullsQuery, refreshModels } from './api';

/** Pulls and downloads, with live progress for active ones. */
export function usePulls() {
  const client = useQueryClient();
  const query = useQuery(pullsQuery);
  const active = (query.data ?? [])
    .filter(isActive)
    .map(({ id }) => id)
    .sort()
    .join(' ');
  useEffect(() => {
    if (!active) return;
    const controller = new AbortController();
    const follow = async (id: string) => {
      for await (const progress of followPull(id, controller.signal)) {
        client.setQueryData(pullsQuery.queryKey, (pulls: ModelPull[] | undefined) =>
          pulls?.map((pull) => (pull.id === id ? { ...pull, ...progress } : pull)),
        );
        // The stream may have ended because its backend is controller.
        if (!isActive(progress)) await refreshModels(client);
      }
    };
    // If a stream breaks, the polled list still shows the progress.
    for (const id of active.split(' ')) void follow(id).catch(() => undefined);
    return () => controller.abort();
  }, [active, client]);
  return query;
}
