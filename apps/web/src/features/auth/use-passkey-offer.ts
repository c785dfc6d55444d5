import { ApiError, type AuthSession } from '@pocket-llm/api-client';
import { useEffect, useRef, useState } from 'react';
import { fetchPasskeyOptions, signInWithPasskey } from './api';

/**
 * Lets the browser offer passkeys among the suggestions of the user name, and signs in with the one that is chosen.
 * Everything about passkeys loads after the page.
 * @returns why the server refused the passkey
 */
export function usePasskeyOffer(onDone: (session: AuthSession) => void): ApiError | undefined {
  const [failure, setFailure] = useState<ApiError>();
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => {
    if (!('PublicKeyCredential' in window)) return;
    let gone = false;
    const passkeys = import('@/lib/passkeys');
    const offer = async () => {
      const { offerPasskeys } = await passkeys;
      const reply = gone ? undefined : await offerPasskeys(() => fetchPasskeyOptions());
      if (!reply) return;
      try {
        done.current(await signInWithPasskey(reply));
      } catch (error) {
        if (error instanceof ApiError) setFailure(error);
      }
    };
    // Where passkeys cannot be used, the password is there; the page says nothing about it.
    offer().catch(() => undefined);
    return () => {
      gone = true;
      void passkeys.then(({ cancelPasskey }) => cancelPasskey());
    };
  }, []);
  return failure;
}
