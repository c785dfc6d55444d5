import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { DomainError } from '../../common/errors/domain-error.js';
import { isInNetworks, isPublicAddress } from '../../common/http/addresses.js';
import { lookupWhere, PRIVATE_ADDRESS } from '../../common/http/public-lookup.js';
import { withoutControls } from '../../common/printable.js';
import { sanitizeForPostgres } from '../../common/sanitize-for-postgres.js';

/** A receiver that takes longer has failed. */
const ANSWER_MS = 5_000;
const MOST_REPLY_CHARS = 200;
const SECRET_PREFIX = 'whsec_';

/** How a try ended. */
export interface Attempt {
  status: number | null;
  /** `null`: it was taken. */
  problem: string | null;
  /** The first 200 characters. */
  reply: string | null;
}

/** A message of Standard Webhooks. */
export interface Message {
  id: string;
  body: string;
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Public addresses with https; in the networks that the operator names, both. */
const judgeOf =
  ({ protocol }: URL, networks: readonly string[]) =>
  (address: string): boolean =>
    (protocol === 'https:' && isPublicAddress(address)) || isInNetworks(address, networks);

/**
 * An address that an admin typed, as it is stored. It is judged again for each connection.
 * @param networks which may be used although they are private
 * @throws DomainError `request.invalid`
 */
export async function receiverUrl(text: string, networks: readonly string[]): Promise<string> {
  const wrong = (message: string) =>
    new DomainError('request.invalid', `The address ${message}.`, { errors: [{ pointer: '/url', message }] });
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw wrong('must start with https://');
  if (url.username || url.password) throw wrong('must not contain a password: messages are signed with the secret');
  if (url.hash) throw wrong('must not have a #');
  const isAllowed = judgeOf(url, networks);
  const host = hostOf(url);
  const found = isIP(host) ? [host] : (await lookup(host, { all: true }).catch(() => [])).map(({ address }) => address);
  if (!found.every(isAllowed))
    throw wrong(
      found.every(isPublicAddress)
        ? 'must start with https://'
        : 'is in a private network; the operator can allow that with WEBHOOK_ALLOWED_NETWORKS',
    );
  return url.href;
}

/** `v1,` and the signature of a message, as Standard Webhooks has it. @param secret begins with `whsec_` */
export function signatureOf(secret: string, { id, body }: Message, timestamp: number): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** @param bytes random ones */
export const secretOf = (bytes: Buffer): string => SECRET_PREFIX + bytes.toString('base64');

/** Sends a message once. Redirects are not followed. Never throws. */
export async function send(
  address: string,
  secret: string,
  message: Message,
  networks: readonly string[],
): Promise<Attempt> {
  const url = new URL(address);
  const isAllowed = judgeOf(url, networks);
  // A host that is an address is not looked up, so nobody would judge it.
  if (isIP(hostOf(url)) && !isAllowed(hostOf(url))) return failed(PRIVATE);
  try {
    const { status, reply } = await post(url, secret, message, isAllowed);
    if (status >= 200 && status < 300) return { status, problem: null, reply };
    const problem =
      status >= 300 && status < 400
        ? `It answered with a redirect (${status}), which is not followed. Enter the address it leads to.`
        : `It answered with the status ${status}.`;
    return { status, problem, reply };
  } catch (error) {
    return failed(reasonOf(error as NodeJS.ErrnoException));
  }
}

const PRIVATE = 'The address is in a private network. The operator can allow it with WEBHOOK_ALLOWED_NETWORKS.';
const failed = (problem: string): Attempt => ({ status: null, problem, reply: null });

function reasonOf({ name, code, message }: NodeJS.ErrnoException): string {
  if (code === PRIVATE_ADDRESS) return PRIVATE;
  if (name === 'TimeoutError' || name === 'AbortError') return 'It did not answer within 5 seconds.';
  return withoutControls(sanitizeForPostgres(`It cannot be reached: ${message || code || name}`)).slice(0, 300);
}

function post(
  url: URL,
  secret: string,
  message: Message,
  isAllowed: (address: string) => boolean,
): Promise<{ status: number; reply: string | null }> {
  const timestamp = Math.floor(Date.now() / 1_000);
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    const sent = request(url, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.timeout(ANSWER_MS),
      lookup: lookupWhere(isAllowed),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(message.body),
        'user-agent': 'Pocket-LLM',
        'webhook-id': message.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signatureOf(secret, message, timestamp),
      },
    });
    sent.on('error', reject);
    // Without a listener a socket that shall speak another protocol stays open for ever, and nothing is told.
    sent.on('upgrade', (reply, socket) => {
      socket.destroy();
      resolve({ status: reply.statusCode ?? 0, reply: null });
    });
    // Whatever ended it without one of the others; afterwards it changes nothing.
    sent.on('close', () => reject(new Error('The connection ended without an answer')));
    sent.on('response', (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      const end = () => {
        reply.destroy();
        const shown = withoutControls(sanitizeForPostgres(text.slice(0, MOST_REPLY_CHARS)));
        resolve({ status: reply.statusCode ?? 0, reply: shown || null });
      };
      reply.on('data', (part: string) => {
        text += part;
        if (text.length >= MOST_REPLY_CHARS) end();
      });
      reply.on('end', end);
      reply.on('error', reject);
    });
    sent.end(message.body);
  });
}
