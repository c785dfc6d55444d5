import { type AuthSession } from '@pocket-llm/api-client';
import { cancelPasskey, offerPasskeys } from '@/lib/passkeys';
import { fetchPasskeyOptions, signInWithPasskey } from './api';

/**
 * Lets the browser offer passkeys among the suggestions of the user name, until `signal` aborts.
 * @returns the session of the passkey that the person chose; never resolves while none is chosen
 * @throws ApiError when the server refuses the passkey
 */
export async function offerPasskey(signal: AbortSignal): Promise<AuthSession | undefined> {
  if (signal.aborted) return undefined;
  signal.addEventListener('abort', cancelPasskey);
  // Where passkeys cannot be used, the password is there; the page says nothing about it.
  const reply = await offerPasskeys(() => fetchPasskeyOptions()).catch(() => undefined);
  return reply && signInWithPasskey(reply);
}
