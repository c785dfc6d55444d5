import { noticesList, noticesSeen } from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

/** Changes of how the account signs in that this device was not told yet. */
export const noticesQuery = queryOptions({
  queryKey: ['account-notices'],
  queryFn: async ({ signal }) => (await noticesList({ signal })).data,
  staleTime: 60_000,
});

/** Dismisses the notices on this device. */
export function useDismissNotices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => noticesSeen(),
    onSuccess: () => client.setQueryData(noticesQuery.queryKey, []),
  });
}
