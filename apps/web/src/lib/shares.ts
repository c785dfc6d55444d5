import { shareCreate, shareOwn, shareRevoke, type CreateShareDto } from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

/** What the person shares, and with whom they may share. */
export const sharesQuery = queryOptions({
  queryKey: ['shares'],
  queryFn: async ({ signal }) => (await shareOwn({ signal })).data,
});

function useRefreshShares() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: sharesQuery.queryKey });
}

/** Copies a branch of a thread for others. */
export const useShareThread = (threadId: string) =>
  useMutation({
    mutationFn: async (body: CreateShareDto) => (await shareCreate({ path: { thread_id: threadId }, body })).data,
    onSettled: useRefreshShares(),
  });

export const useRevokeShare = () =>
  useMutation({
    mutationFn: (shareId: string) => shareRevoke({ path: { share_id: shareId } }),
    onSettled: useRefreshShares(),
  });
