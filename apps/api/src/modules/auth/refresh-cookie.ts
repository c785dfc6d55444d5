import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../common/errors/domain-error.js';
import { SESSION_DAYS } from './session.service.js';

/** The browser sends the cookie to the refresh and logout routes only. */
const PATH = '/api/auth';
/**
 * A form on another site cannot set this header, and a script there would need a CORS permission that we never give.
 */
export const CSRF_HEADER = 'x-requested-with';

/**
 * The refresh token is in a cookie that scripts cannot read. `secure` follows the protocol of the request, because the
 * browser would drop a secure cookie on plain http to any host but localhost.
 */
export function setRefreshCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  void reply.setCookie('refresh', token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    path: PATH,
    maxAge: SESSION_DAYS * 86_400,
  });
}

export function clearRefreshCookie(reply: FastifyReply): void {
  void reply.clearCookie('refresh', { path: PATH });
}

/**
 * @param publicUrl address that people open, if configured
 * @throws DomainError `auth.cross-site` when the request does not come from our own page
 */
export function readRefreshCookie(request: FastifyRequest, publicUrl: string | undefined): string | undefined {
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
  return request.cookies.refresh;
}
