import { type AuthSession } from '@pocket-llm/api-client';
import { useEffect, useEffectEvent } from 'react';

/**
 * Lets the browser offer passkeys among the suggestions of the user name, and signs in with the one that is chosen.
 * Everything about passkeys loads after the page.
 * @param onRefused gets the reason when the server refuses the passkey
 */
export function usePasskeyOffer(onDone: (session: AuthSession) => void, onRefused: (error: unknown) => void): void {
  const done = useEffectEvent((session: AuthSession | undefined) => session && onDone(session));
  const refused = useEffectEvent(onRefused);
  useEffect(() => {
    // Passkeys belong to names; under an address the browser has none to offer.
    if (!('PublicKeyCredential' in window) || /^[\d.]+$|:/.test(location.hostname)) return;
    const gone = new AbortController();
    void import('./second-step/second-step').then(({ offerPasskey }) => offerPasskey(gone.signal)).then(done, refused);
    return () => gone.abort();
  }, []);
}
