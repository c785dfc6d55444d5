import {
  identitiesDisconnect,
  oidcConnect,
  passkeysAdd,
  passkeysList,
  passkeysOptions,
  passkeysRemove,
  passkeysRename,
  proxyConnect,
  secondFactorBeginTotp,
  secondFactorConfirmTotp,
  secondFactorRemoveTotp,
  secondFactorRenewRecoveryCodes,
  secondFactorState,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { identitiesQuery } from '@/lib/identities';
import { withConfirmation } from '@/lib/with-confirmation';

const KEY = ['second-factor'];

/** What the account has set up. */
export const secondFactorQuery = queryOptions({
  queryKey: [...KEY, 'state'],
  queryFn: async ({ signal }) => (await secondFactorState({ signal })).data,
});

export const passkeysQuery = queryOptions({
  queryKey: [...KEY, 'passkeys'],
  queryFn: async ({ signal }) => (await passkeysList({ signal })).data,
});

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: KEY });
}

/** A new secret for an authenticator app. It counts once it is confirmed. */
export const useBeginTotp = () =>
  useMutation({ mutationFn: () => withConfirmation(async () => (await secondFactorBeginTotp()).data) });

/** Confirms the app. Resolves with the recovery codes, if these are the first ones. */
export const useConfirmTotp = () =>
  useMutation({
    mutationFn: (code: string) =>
      withConfirmation(async () => (await secondFactorConfirmTotp({ body: { code } })).data.recovery_codes),
    onSuccess: useRefresh(),
  });

export const useRemoveTotp = () =>
  useMutation({ mutationFn: () => withConfirmation(() => secondFactorRemoveTotp()), onSettled: useRefresh() });

/** Makes new recovery codes. The old ones stop working. */
export const useRenewCodes = () =>
  useMutation({
    mutationFn: () => withConfirmation(async () => (await secondFactorRenewRecoveryCodes()).data.recovery_codes),
    onSettled: useRefresh(),
  });

/** Makes a passkey and adds it. Resolves with the recovery codes, if these are the first ones. */
export const useAddPasskey = () =>
  useMutation({
    mutationFn: async (name: string) => {
      const { makePasskey } = await import('@/lib/passkeys');
      const options = await withConfirmation(async () => (await passkeysOptions()).data);
      const passkey = await makePasskey(options);
      return (await passkeysAdd({ body: { name, passkey } })).data.recovery_codes;
    },
    onSuccess: useRefresh(),
  });

export const useRenamePasskey = () =>
  useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      passkeysRename({ path: { passkey_id: id }, body: { name } }),
    onSettled: useRefresh(),
  });

export const useRemovePasskey = () =>
  useMutation({
    mutationFn: (id: string) => withConfirmation(() => passkeysRemove({ path: { passkey_id: id } })),
    onSettled: useRefresh(),
  });

/** Goes to a provider, to connect the account with the one there. A proxy in front has said already who it is. */
export function useConnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => {
      if (id === 'proxy') return void (await withConfirmation(() => proxyConnect()));
      const { data } = await withConfirmation(() => oidcConnect({ path: { provider_id: id } }));
      window.location.assign(data.url);
    },
    onSuccess: () => client.invalidateQueries(identitiesQuery),
  });
}

export function useDisconnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => withConfirmation(() => identitiesDisconnect({ path: { identity_id: id } })),
    onSettled: () => client.invalidateQueries(identitiesQuery),
  });
}
