import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';

/** What a browser and a passkey say to each other; the server makes the options and reads the reply. */
type Ceremony = Record<string, unknown>;

/** Whether this browser has passkeys here. It has none on plain http, except on localhost. */
export const hasPasskeys = (): boolean => browserSupportsWebAuthn();

/** Whether the person gave up, or another question took the place of this one. That is no failure. */
export const wasCancelled = (error: unknown): boolean =>
  error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name);

/** Makes a passkey on this device or one beside it. */
export const makePasskey = async (options: Ceremony): Promise<Ceremony> => ({
  ...(await startRegistration({ optionsJSON: options as never })),
});

/** Asks for a passkey now. */
export const askPasskey = async (options: Ceremony): Promise<Ceremony> => ({
  ...(await startAuthentication({ optionsJSON: options as never })),
});

/**
 * Lets the browser offer passkeys among the suggestions of a field with `autocomplete="… webauthn"`. Resolves when the
 * person chooses one; `undefined` when the browser cannot do it.
 */
export async function offerPasskeys(fetchOptions: () => Promise<Ceremony>): Promise<Ceremony | undefined> {
  if (!(await browserSupportsWebAuthnAutofill())) return undefined;
  const optionsJSON = (await fetchOptions()) as never;
  return { ...(await startAuthentication({ optionsJSON, useBrowserAutofill: true })) };
}

/** Ends a question or an offer that is open. */
export const cancelPasskey = (): void => WebAuthnAbortService.cancelCeremony();
