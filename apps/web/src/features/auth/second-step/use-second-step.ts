import { ApiError, type AuthSession } from '@pocket-llm/api-client';
import { useState } from 'react';
import { askPasskey, wasCancelled } from '@/lib/passkeys';
import { fetchPasskeyOptions, type PasskeyReply, useSendSecondFactor } from './api';
import { useCountdown } from '../use-countdown';

/** Sends second factors for a challenge, one after another, until one is right. */
export function useSecondStep(challenge: string, onDone: (session: AuthSession) => void) {
  const [failure, setFailure] = useState<unknown>();
  const [asking, setAsking] = useState(false);
  const [wait, startWait] = useCountdown();
  const { mutateAsync, isPending } = useSendSecondFactor();

  const send = async (factor: { code: string } | { passkey: PasskeyReply }): Promise<void> => {
    setFailure(undefined);
    try {
      onDone(await mutateAsync({ challenge, ...factor }));
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'rate-limited' && error.retryAfter) startWait(error.retryAfter);
      else setFailure(error);
    }
  };
  const askForPasskey = async (): Promise<void> => {
    setFailure(undefined);
    setAsking(true);
    try {
      await send({ passkey: await askPasskey(await fetchPasskeyOptions(challenge)) });
    } catch (error) {
      if (!wasCancelled(error)) setFailure(error);
    } finally {
      setAsking(false);
    }
  };
  return {
    /** Why the last factor was refused. */
    failure,
    clearFailure: () => setFailure(undefined),
    /** Seconds for which codes are refused unread. */
    wait,
    sending: isPending && !asking,
    asking,
    sendCode: (code: string) => send({ code }),
    askForPasskey,
  };
}
