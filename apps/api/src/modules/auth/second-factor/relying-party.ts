import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';
import { DomainError } from '../../../common/errors/domain-error.js';
import { hostName } from '../../../common/http/hosts.js';

/** Whom a passkey belongs to, in WebAuthn's words. */
export interface RelyingParty {
  /** A host name; passkeys work below it only. */
  id: string;
  origin: string;
}

const unavailable = (why: string): DomainError => new DomainError('auth.passkeys-unavailable', why);

/**
 * The name that passkeys are bound to: that of PUBLIC_URL or else the one of the request, which the host check has
 * passed. Browsers accept names only, and over https only; localhost is the exception.
 * @throws DomainError `auth.passkeys-unavailable` that says which address to open
 */
export function relyingParty(request: FastifyRequest, publicUrl: string | undefined): RelyingParty {
  const url = new URL(publicUrl ?? `${request.protocol}://${request.host}`);
  const id = url.hostname;
  if (isIP(hostName(id)))
    throw unavailable(
      'Passkeys need a name, and this page was opened with an IP address. ' +
        (id === '127.0.0.1' || id === '[::1]'
          ? `Open http://localhost:${url.port || '80'} instead.`
          : 'Give the server a name with https.'),
    );
  const isLocal = id === 'localhost' || id.endsWith('.localhost');
  if (url.protocol !== 'https:' && !isLocal)
    throw unavailable('Passkeys need https. Put a TLS proxy in front and set PUBLIC_URL and TRUST_PROXY.');
  return { id, origin: url.origin };
}
