import {
  apiKeysChange,
  apiKeysCreate,
  apiKeysList,
  apiKeysRevoke,
  apiKeysRotate,
  type CreateApiKeyDto,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';

/** The own keys, never with their secrets. */
export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) => (await apiKeysList({ signal })).data,
});

function useRefreshKeys() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keysQuery.queryKey });
}

/** Makes a key. The answer has its secret, the only time it can be read. */
export function useCreateKey() {
  const refreshKeys = useRefreshKeys();
  return useMutation({
    mutationFn: async (body: CreateApiKeyDto) => (await apiKeysCreate({ body })).data,
    // Not awaited: the secret is shown at once.
    onSuccess: () => void refreshKeys(),
  });
}

/** Changes name, scopes and limits of a key; its secret stays. */
export function useChangeKey(keyId: string) {
  const refreshKeys = useRefreshKeys();
  return useMutation({
    mutationFn: async (body: CreateApiKeyDto) => (await apiKeysChange({ path: { key_id: keyId }, body })).data,
    onSuccess: () => void refreshKeys(),
  });
}

/** Gives a key a new secret, which the answer has; the old one works for so many seconds more. */
export function useRotateKey(keyId: string) {
  const refreshKeys = useRefreshKeys();
  return useMutation({
    mutationFn: async (graceSeconds: number) =>
      (await apiKeysRotate({ path: { key_id: keyId }, body: { grace_seconds: graceSeconds } })).data,
    onSuccess: () => void refreshKeys(),
  });
}

/** Revokes a key. It is gone from the list when this succeeds. */
export function useRevokeKey(keyId: string) {
  const refreshKeys = useRefreshKeys();
  return useMutation({
    mutationFn: () => apiKeysRevoke({ path: { key_id: keyId } }),
    onSuccess: refreshKeys,
  });
}
