import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../common/errors/domain-error.js';
import { SESSION_DAYS } from './session.service.js';

/** Over plain http the browser sends the cookie to the routes below this only. */
const PLAIN = { name: 'refresh', path: '/api/auth' };
/**
 * Over TLS the prefix makes the browser refuse the cookie from anybody but this very host: a neighbour below the same
 * domain cannot plant one. It requires the root path.
 */
const SECURE = { name: '__Host-refresh', path: '/' };
const cookieOf = ({ protocol }: FastifyRequest): typeof PLAIN => (protocol === 'https' ? SECURE : PLAIN);
/**
 * A form on another site cannot set this header, and a script there would need a CORS permission that we never give.
 */
export const CSRF_HEADER = 'x-requested-with';

/**
 * The refresh token is in a cookie that scripts cannot read. `secure` follows the protocol of the request, because the
 * browser would drop a secure cookie on plain http to any host but localhost.
 */
export function setRefreshCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  const { name, path } = cookieOf(request);
  void reply.setCookie(name, token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    path,
    maxAge: SESSION_DAYS * 86_400,
  });
}

export function clearRefreshCookie(request: FastifyRequest, reply: FastifyReply): void {
  const { name, path } = cookieOf(request);
  void reply.clearCookie(name, { path, secure: request.protocol === 'https' });
}

/**
 * For what a browser adds to a request of any page: a cookie, or what a proxy says of its person.
 * @param publicUrl address that people open, if configured
 * @throws DomainError `auth.cross-site` when the request does not come from our own page
 */
export function requireOwnPage(request: FastifyRequest, publicUrl: string | undefined): void {
  const { origin } = request.headers;
  // Behind a trusted proxy this is `X-Forwarded-Host`.
  const expected = [request.host, ...(publicUrl ? [new URL(publicUrl).host] : [])];
  if (origin !== undefined && !(URL.canParse(origin) && expected.includes(new URL(origin).host)))
    throw new DomainError(
      'auth.cross-site',
      `The session cookie counts only for pages of ${expected.join(' or ')}; this request came from ` +
        `${origin.slice(0, 100)}. Behind a proxy, set PUBLIC_URL to the address that people open, or TRUST_PROXY.`,
    );
  if (request.headers[CSRF_HEADER] === undefined)
    throw new DomainError(
      'auth.cross-site',
      'The session cookie counts only for requests of this site. Send the header X-Requested-With.',
    );
}

/** @throws DomainError `auth.cross-site` */
export function readRefreshCookie(request: FastifyRequest, publicUrl: string | undefined): string | undefined {
  requireOwnPage(request, publicUrl);
  return request.cookies[cookieOf(request).name];
}
