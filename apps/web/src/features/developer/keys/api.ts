import {
  apiKeysChange,
  apiKeysCreate,
  apiKeysList,
  apiKeysRevoke,
  apiKeysRotate,
  type CreateApiKeyDto,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

/** The server writes down every ten seconds when keys were last used. */
const REFRESH_MS = 10_000;

/** The person's keys, never with their secrets. Who has just tried a key wants to see that it arrived. */
export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) => (await apiKeysList({ signal })).data,
  staleTime: REFRESH_MS / 2,
  refetchInterval: REFRESH_MS,
});

function useRefreshKeys() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keysQuery.queryKey });
}

/** Creates a key. The response has its secret, which cannot be read again. */
export function useCreateKey() {
  const refreshKeys = useRefreshKeys();
  return useMutation({
    mutationFn: async (body: CreateApiKeyDto) => (await apiKeysCreate({ body })).data,
    // Not awaited, so that the secret is shown at once.
    onSuccess: () => void refreshKeys(),
  });
}

/** Changes a key's name, scopes and limits; its secret stays. */
export function useChangeKey(keyId: string) {
  const refreshKeys = useRefreshKeys();
  return useMutation({
    mutationFn: async (body: CreateApiKeyDto) => (await apiKeysChange({ path: { key_id: keyId }, body })).data,
    onSuccess: () => void refreshKeys(),
  });
}

/** Rotates a key's secret. The response has the new one; the old one stays valid for the given number of seconds. */
export function useRotateKey(keyId: string) {
  const refreshKeys = useRefreshKeys();
  return useMutation({
    mutationFn: async (graceSeconds: number) =>
      (await apiKeysRotate({ path: { key_id: keyId }, body: { grace_seconds: graceSeconds } })).data,
    onSuccess: () => void refreshKeys(),
  });
}

/** Revokes a key. When this succeeds, it is gone from the list. */
export function useRevokeKey(keyId: string) {
  const refreshKeys = useRefreshKeys();
  return useMutation({
    mutationFn: () => apiKeysRevoke({ path: { key_id: keyId } }),
    onSuccess: refreshKeys,
  });
}
