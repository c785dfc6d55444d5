import {
  authLogin,
  authRegister,
  linksLook,
  linksReset,
  type AuthSession,
  type LoginChallenge,
} from '@pocket-llm/api-client';
import { queryOptions, useMutation } from '@tanstack/react-query';
import { type LoginValues, type RegisterValues } from './schemas';

/** Signs in. Resolves with the session, which the caller stores, or with a challenge for the second factor. */
export const useLogin = () =>
  useMutation({
    mutationFn: async (body: LoginValues): Promise<AuthSession | LoginChallenge> => (await authLogin({ body })).data,
  });

/** Creates an account. `invite` is an invitation's secret. Resolves with the user, who may still need approval. */
export const useRegister = () =>
  useMutation({
    mutationFn: async (body: RegisterValues & { invite?: string }) => (await authRegister({ body })).data.user,
  });

/** Sets a new password with the secret of a reset link. */
export const useResetPassword = () =>
  useMutation({ mutationFn: (body: { token: string; password: string }) => linksReset({ body }) });

/** What an invite or reset link is for. */
export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ['account-link', token],
    queryFn: async ({ signal }) => (await linksLook({ body: { token }, signal })).data,
    enabled: token !== '',
    retry: false,
    staleTime: Infinity,
  });
