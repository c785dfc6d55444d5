import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from '../../../common/http/addresses.js';
import { publicLookup } from '../../../common/http/public-lookup.js';

/** A service that takes longer has failed. */
export const ANSWER_MS = 10_000;

/**
 * The address of a push service, which a browser named and the server will call: https on its own port and in a public
 * network, or one of the origins that the operator allows.
 * @returns `undefined` for any other
 */
export function serviceAddress(endpoint: string, allowed: readonly string[]): URL | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.username || url.password) return undefined;
  if (allowed.includes(url.origin)) return url;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol !== 'https:' || url.port !== '') return undefined;
  // A name is judged by where it leads, as the connection opens.
  if (isIP(host) ? !isPublicAddress(host) : !host.includes('.')) return undefined;
  return url;
}

/**
 * Sends an encrypted message. Redirects are not followed and the reply's body is not read.
 * @returns the status
 * @throws Error when the service does not answer within 10 s or is in a private network
 */
export function post(url: URL, body: Buffer, authorization: string, trusted: boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    const sent = request(url, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(!trusted && { lookup: publicLookup }),
      headers: {
        authorization,
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        'content-length': body.length,
        // An answer that is an hour old is no news.
        ttl: 3_600,
        urgency: 'normal',
      },
    });
    sent.on('error', reject);
    sent.on('response', (reply) => {
      reply.destroy();
      resolve(reply.statusCode ?? 0);
    });
    sent.end(body);
  });
}
