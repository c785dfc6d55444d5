import {
  authLogin,
  authRegister,
  linksLook,
  linksReset,
  providersList,
  proxySession,
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

/** Signs in as the person whom the proxy in front names. Resolves as `useLogin`. */
export const useProxySignIn = () =>
  useMutation({
    mutationFn: async (): Promise<AuthSession | LoginChallenge> =>
      // As for the refresh cookie: no page of another site can send this header.
      (await proxySession({ headers: { 'X-Requested-With': 'pocket-llm' } })).data,
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

/** How often it is asked whether a provider that was out is back, in milliseconds. */
const DOWN_REFETCH_MS = 10_000;

/** Ways to sign in, in the order of the page. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async ({ signal }) => (await providersList({ signal })).data,
  retry: false,
  // A proxy may name somebody else by now.
  staleTime: 0,
  refetchInterval: ({ state: { data } }) => (data?.some(({ available }) => !available) ? DOWN_REFETCH_MS : false),
});
