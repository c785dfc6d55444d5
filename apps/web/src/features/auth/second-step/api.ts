import {
  secondStepPasskeyLogin,
  secondStepPasskeyOptions,
  secondStepSecond,
  type AuthSession,
} from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';

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
