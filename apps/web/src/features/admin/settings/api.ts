import { adminSharesCount, adminSharesRevokePublic, settingsList, settingsUpdate } from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: async ({ signal }) => (await settingsList({ signal })).data,
});

/** Saves the setting with this key. */
export function useSaveSetting(key: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (value: string | number | boolean) => settingsUpdate({ body: { [key]: value } }),
    onSettled: () => client.invalidateQueries({ queryKey: settingsQuery.queryKey }),
  });
}

/** How many chats are shared with anyone who has the link. */
export const publicSharesQuery = queryOptions({
  queryKey: ['admin-shares'],
  queryFn: async ({ signal }) => (await adminSharesCount({ signal })).data,
});

/** Ends all of them. */
export function useRevokePublicShares() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => adminSharesRevokePublic(),
    onSettled: () => client.invalidateQueries({ queryKey: publicSharesQuery.queryKey }),
  });
}
