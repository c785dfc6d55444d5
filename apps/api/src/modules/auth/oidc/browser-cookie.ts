import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, createHmac, randomBytes } from 'node:crypto';

/** Over plain http the browser sends it to the routes below this only. */
const PLAIN = { name: 'oidc', path: '/api/auth/oidc' };
/** See refresh-cookie.ts. */
const SECURE = { name: '__Host-oidc', path: '/' };
const cookieOf = ({ protocol }: FastifyRequest): typeof PLAIN => (protocol === 'https' ? SECURE : PLAIN);

const FORM = /^[\w-]{43}$/;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The secret of a browser that goes to a provider. Who comes back without it is somebody else. It is sent from a page
 * of the provider, so the cookie is not strict; several tabs share it.
 */
export function browserSecret(request: FastifyRequest, reply: FastifyReply, seconds: number): string {
  const { name, path } = cookieOf(request);
  const secret = readBrowserSecret(request) ?? randomBytes(32).toString('base64url');
  void reply.setCookie(name, secret, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    path,
    maxAge: seconds,
  });
  return secret;
}

export function readBrowserSecret(request: FastifyRequest): string | undefined {
  const value = request.cookies[cookieOf(request).name];
  return value !== undefined && FORM.test(value) ? value : undefined;
}

/** `nonce` and PKCE verifier of one sign-in. They derive from what the browser holds, so the database holds none. */
export const secretsOf = (browser: string, state: string) => {
  const derived = (what: string) => createHmac('sha256', browser).update(`${what} ${state}`).digest('base64url');
  return { state, nonce: derived('nonce'), verifier: derived('verifier') };
};
