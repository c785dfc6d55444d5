import { sharedContinue, sharedRead } from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '@/lib/new-id';
import { restoreSession, wasSignedIn } from '@/lib/session';

/**
 * A shared chat, by the secret of its link. It is frozen, so it is read once. Whoever was signed in here reads it as
 * such; if that does not come about, as anybody.
 */
export const sharedQuery = (token: string) =>
  queryOptions({
    queryKey: ['shared', token],
    queryFn: async ({ signal }) => {
      if (wasSignedIn()) await restoreSession().catch(() => undefined);
      return (await sharedRead({ path: { token }, signal })).data;
    },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    retry: false,
  });

/** Copies a shared chat into a thread of the person's. Trying again gives the same thread. */
export function useContinueShared(token: string) {
  const client = useQueryClient();
  const [client_id] = useState(newId);
  return useMutation({
    mutationFn: async () => (await sharedContinue({ path: { token }, body: { client_id } })).data,
    onSuccess: () => client.invalidateQueries({ queryKey: ['threads'] }),
  });
}
