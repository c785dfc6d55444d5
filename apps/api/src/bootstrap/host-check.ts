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
  fastify.addHook('onRequest', async (request) => {
    // A proxy in front may have gone by the other one.
    if (request.raw.headersDistinct.host?.length !== 1 && request.headers.host !== undefined)
      throw new DomainError('request.invalid', 'The request has more than one Host header.');
    // `request.host` is the proxy's `X-Forwarded-Host` if the proxy is trusted. HTTP/1.0 clients may send none.
    for (const host of new Set([request.headers.host, request.host])) {
      if (!host || isAllowedHost(host, configured)) continue;
      throw new DomainError(
        'request.misdirected',
        `This server does not answer to the name ${JSON.stringify(hostName(host).slice(0, 100))}. If it is yours, ` +
          'set PUBLIC_URL to its address, or add the name to ALLOWED_HOSTS.',
      );
    }
  });
}
