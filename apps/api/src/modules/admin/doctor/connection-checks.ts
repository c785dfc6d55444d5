import type { FastifyRequest } from 'fastify';
import type { Env } from '../../../config/env.js';
import type { CheckDto } from './doctor.dto.js';

/** What the server believes about a request. */
export interface Connection {
  /** Host and port that the request is for; a trusted proxy's `X-Forwarded-Host` counts. */
  host: string;
  protocol: string;
  /** The client's address. */
  ip: string;
  /** `X-Forwarded-…` headers that came, whether they are trusted or not. */
  forwarded: { for?: string; host?: string; proto?: string; prefix?: string };
}

type ProxySettings = Pick<Env, 'PUBLIC_URL' | 'TRUST_PROXY'>;

const first = (value: string | string[] | undefined): string | undefined => [value].flat()[0]?.split(',')[0]?.trim();

export function connectionOf({ host, protocol, ip, headers }: FastifyRequest): Connection {
  const of = (name: string) => first(headers[`x-forwarded-${name}`]);
  return {
    host,
    protocol,
    ip,
    forwarded: { for: of('for'), host: of('host'), proto: of('proto'), prefix: of('prefix') },
  };
}

/**
 * Compares what a browser sees with what the server believes; between them are the proxies.
 * @param page origin of the page, as the browser shows it
 */
export function connectionChecks(page: URL, connection: Connection, env: ProxySettings): CheckDto[] {
  return [
    addressAgrees(page, connection, env),
    protocolAgrees(page, connection, env),
    clientIsKnown(connection, env),
    ...belowPath(connection),
  ];
}

function addressAgrees({ host: shown, origin }: URL, { host, forwarded }: Connection, env: ProxySettings): CheckDto {
  const head = { id: 'page-address', title: 'Address of this page' };
  const open = env.PUBLIC_URL ? new URL(env.PUBLIC_URL) : undefined;
  if (shown !== host && shown !== open?.host) {
    const ignored = forwarded.host === shown && !env.TRUST_PROXY;
    return {
      ...head,
      state: 'fail',
      detail:
        `The browser shows ${shown}, but requests arrive for ${host}: a proxy rewrites the Host header, and whoever ` +
        'reloads the page has to sign in again.',
      fix: ignored
        ? 'Set TRUST_PROXY=1: the proxy sends the right name as X-Forwarded-Host, which is not trusted now.'
        : `Set PUBLIC_URL=${origin}, or let the proxy pass the name on (nginx: proxy_set_header Host $http_host).`,
    };
  }
  if (open && shown !== open.host)
    return {
      ...head,
      state: 'note',
      detail: `The browser shows ${shown}; links and passkeys belong to ${open.host} (PUBLIC_URL).`,
      fix: `Open ${open.origin}, or correct PUBLIC_URL.`,
    };
  return { ...head, state: 'ok', detail: `Browser and server agree on ${shown}.` };
}

function protocolAgrees(
  { protocol: shown, hostname }: URL,
  { protocol, forwarded }: Connection,
  { TRUST_PROXY }: ProxySettings,
): CheckDto {
  const head = { id: 'page-protocol', title: 'Protocol of this page' };
  if (shown === `${protocol}:`)
    return {
      ...head,
      state: 'ok',
      detail: `Browser and server agree on ${protocol}${protocol === 'https' ? ': the cookie is marked Secure' : ''}.`,
    };
  if (shown === 'http:')
    return {
      ...head,
      state: 'fail',
      detail:
        'The browser came over plain http and the proxy says https: the browser drops a cookie that is marked ' +
        'Secure, and whoever reloads the page has to sign in again.',
      fix: `Open https://${hostname}, or correct X-Forwarded-Proto in the proxy.`,
    };
  return {
    ...head,
    state: 'warn',
    detail: 'The page came over TLS and the server takes it for plain http: it does not mark its cookie Secure.',
    fix:
      forwarded.proto === 'https' && !TRUST_PROXY
        ? 'Set TRUST_PROXY=1: the proxy sends X-Forwarded-Proto, which is not trusted now.'
        : 'Let the proxy send X-Forwarded-Proto, and set TRUST_PROXY=1.',
  };
}

function clientIsKnown({ ip, forwarded }: Connection, { TRUST_PROXY }: ProxySettings): CheckDto {
  const head = { id: 'client-address', title: 'Your address' };
  if (forwarded.for !== undefined && !TRUST_PROXY)
    return {
      ...head,
      state: 'warn',
      detail:
        `Everybody counts as ${ip}, the address of the proxy: one person who guesses passwords slows all of them ` +
        'down, and the logs do not tell them apart.',
      fix: 'Set TRUST_PROXY to the number of proxies, usually 1: the proxy sends X-Forwarded-For.',
    };
  if (forwarded.for === undefined && TRUST_PROXY)
    return {
      ...head,
      state: 'note',
      detail:
        `The server takes you for ${ip}. TRUST_PROXY is set, and this request passed no proxy that says for ` + 'whom.',
      fix: 'Let the proxy send X-Forwarded-For, or unset TRUST_PROXY when there is none.',
    };
  return { ...head, state: 'ok', detail: `The server takes you for ${ip}.` };
}

/** A proxy that serves us below a path says so; our pages would ask for their files at the root. */
function belowPath({ forwarded: { prefix } }: Connection): CheckDto[] {
  if (!prefix || prefix === '/') return [];
  return [
    {
      id: 'page-path',
      title: 'Path of the portal',
      state: 'fail',
      detail: `A proxy serves the portal below ${prefix.slice(0, 100)}, where its pages and its API do not work.`,
      fix: 'Give it a host name or a port of its own, and set PUBLIC_URL to that.',
    },
  ];
}
