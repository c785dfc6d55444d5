import type { FastifyInstance } from 'fastify';
import { DomainError } from '../common/errors/domain-error.js';
import { hostName, isAllowedHost } from '../common/http/hosts.js';
import type { Env } from '../config/env.js';

/**
 * Rejects requests under a name that a stranger could own (DNS rebinding). Behind a trusted proxy the name that the
 * browser used counts as well.
 */
export function addHostCheck(fastify: FastifyInstance, env: Pick<Env, 'PUBLIC_URL' | 'ALLOWED_HOSTS'>): void {
  const configured = new Set(env.ALLOWED_HOSTS.map(hostName));
  if (env.PUBLIC_URL) configured.add(hostName(new URL(env.PUBLIC_URL).host));
  fastify.addHook('onRequest', (request, _, done) => {
    const named = request.headers.host;
    // A proxy in front may have gone by the other one.
    if (named !== undefined && hostHeaders(request.raw.rawHeaders) !== 1)
      return done(new DomainError('request.invalid', 'The request has more than one Host header.'));
    // `request.host` is the proxy's `X-Forwarded-Host` if the proxy is trusted. HTTP/1.0 clients may send none.
    const { host } = request;
    if (named && !isAllowedHost(named, configured)) return done(misdirected(named));
    if (host && host !== named && !isAllowedHost(host, configured)) return done(misdirected(host));
    done();
  });
}

/** How many of the headers, names and values in turn, are `Host`. */
function hostHeaders(raw: string[]): number {
  let count = 0;
  for (let i = 0; i < raw.length; i += 2) if (raw[i]!.length === 4 && raw[i]!.toLowerCase() === 'host') count++;
  return count;
}

const misdirected = (host: string): DomainError =>
  new DomainError(
    'request.misdirected',
    `This server does not answer to the name ${JSON.stringify(hostName(host).slice(0, 100))}. If it is yours, ` +
      'set PUBLIC_URL to its address, or add the name to ALLOWED_HOSTS.',
  );
