import { authConfirm, oidcConfirm } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';

/** Confirms the person's password, which the server remembers for a while. */
export const useConfirmPassword = () =>
  useMutation({ mutationFn: (password: string) => authConfirm({ body: { password } }) });

/** Begins a confirmation at a provider. Resolves with the address to open. */
export const useConfirmAtProvider = () =>
  useMutation({ mutationFn: async (id: string) => (await oidcConfirm({ path: { provider_id: id } })).data.url });
