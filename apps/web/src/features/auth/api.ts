import {
  authLogin,
  authRegister,
  linksLook,
  linksReset,
  secondStepPasskeyLogin,
  secondStepPasskeyOptions,
  secondStepSecond,
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

/** What a passkey replied to its options. */
export type PasskeyReply = Record<string, unknown>;

/** Ends a sign-in with a code or a passkey. */
export const useSendSecondFactor = () =>
  useMutation({
    mutationFn: async (body: { challenge: string; code?: string; passkey?: PasskeyReply }): Promise<AuthSession> =>
      (await secondStepSecond({ body })).data,
  });

/** What the browser needs to ask for a passkey; with a challenge, for one of that account. */
export const fetchPasskeyOptions = async (challenge?: string) =>
  (await secondStepPasskeyOptions({ body: { challenge } })).data;

/** Signs in with a passkey alone. */
export const signInWithPasskey = async (passkey: PasskeyReply): Promise<AuthSession> =>
  (await secondStepPasskeyLogin({ body: { passkey } })).data;

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
