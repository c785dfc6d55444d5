import { REQUEST_SETTINGS } from './data-source.js';

/** The database of one's own cannot be used. The message is for the operator: what is wrong, and what to do. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal';

  constructor(sentence: string) {
    super(`The database of DATABASE_URL cannot be used: ${sentence}`);
  }
}

/** What the driver adds to an error: PostgreSQL's code, or that of Node. */
type Failure = Error & { code?: string };

/** Parts of the address for a sentence; never its password. */
interface Place {
  host: string;
  database: string;
  user: string;
}

/** Codes of Node for a certificate that does not lead to an authority it knows. */
const UNKNOWN_AUTHORITY =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT.*)$/;
const BAD_CERTIFICATE = /^(ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+)$/;
const UNREACHABLE = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET|ENOENT)$/;

/** Sentences by PostgreSQL's code. */
const BY_CODE: Record<string, (place: Place) => string> = {
  '28P01': ({ user }) =>
    `it refuses the password of ${user}: correct it, with @ : / ? # % in it percent-encoded, such as %40 for @.`,
  '28000': ({ user, host }) =>
    `it does not let ${user} in from this machine: correct the user name, or add a line for it to pg_hba.conf on ` +
    `${host}.`,
  '3D000': ({ database, user }) =>
    `there is no database ${database}: run CREATE DATABASE "${database}" OWNER "${user}" ENCODING 'UTF8', or correct ` +
    'the name.',
  '53300': ({ host }) => `${host} has no connection left: raise its max_connections, or end other programs.`,
  '57P03': ({ host }) => `${host} is starting up or shutting down: try again in a moment.`,
};

/** Why a connection could not be opened, as one sentence. */
export function connectionRefusal(error: Failure, url: string): DatabaseRefusal {
  const place = placeOf(url);
  return new DatabaseRefusal(pooler(error) ?? tls(error, place) ?? other(error, place, url));
}

/** A pooler passes on only the start parameters that it knows. */
function pooler({ message }: Failure): string | undefined {
  const [, parameter] = /unsupported startup parameter(?: in options)?:? *"?([\w.]+)?/i.exec(message) ?? [];
  if (!/unsupported startup parameter/i.test(message)) return undefined;
  return (
    `the connection pooler in front of it refuses the start parameter ${parameter ?? 'of a time limit'}: let ` +
    'DATABASE_URL lead to PostgreSQL itself, or set ' +
    `ignore_startup_parameters = ${Object.keys(REQUEST_SETTINGS).join(', ')} in pgbouncer.ini (docs/operations.md).`
  );
}

function tls({ code = '', message }: Failure, { host }: Place): string | undefined {
  if (/does not support SSL/i.test(message))
    return (
      `${host} does not speak TLS, which sslmode in the address asks for: set ssl = on there, or leave sslmode ` +
      'out on a network that you trust.'
    );
  if (/SSL required|no encryption|SSL off/i.test(message))
    return `${host} takes encrypted connections only: add ?sslmode=verify-full to the address.`;
  if (UNKNOWN_AUTHORITY.test(code))
    return (
      `the certificate of ${host} is signed by itself or by an authority that this machine does not know: add ` +
      '?sslmode=verify-full&sslrootcert=/path/to/ca.crt to the address, or ?sslmode=no-verify on a network that you ' +
      'trust.'
    );
  if (BAD_CERTIFICATE.test(code))
    return (
      `the certificate of ${host} is not valid for that name or at this time: give the server a valid one, or use ` +
      'the name in it.'
    );
  return undefined;
}

function other(error: Failure, place: Place, url: string): string {
  const sentence = BY_CODE[error.code ?? ''];
  if (sentence) return sentence(place);
  if (/client password must be a string/.test(error.message))
    return `it asks for a password and the address has none: write postgres://${place.user}:password@${place.host}.`;
  if (UNREACHABLE.test(error.code ?? '') || /timeout|terminated unexpectedly/i.test(error.message))
    return (
      `nothing answers at ${place.host}${error.code ? ` (${error.code})` : ''}: check that PostgreSQL runs there, ` +
      'that the address is right and that the network lets this machine in.'
    );
  return (
    `${withoutPassword(error.message, url)}. Check that it runs, that the address is right and that the role may ` +
    'create tables.'
  );
}

function placeOf(url: string): Place {
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  const user = decodeURIComponent(username) || searchParams.get('user') || 'the user';
  const host = hostname || searchParams.get('host') || 'localhost';
  return { host: port ? `${host}:${port}` : host, database: decodeURIComponent(pathname.slice(1)) || user, user };
}

/** A text that may quote the address, without its password in any spelling. */
export function withoutPassword(text: string, url: string): string {
  const { password, searchParams } = new URL(url);
  const spellings = [password, decodeURIComponent(password), searchParams.get('password')];
  return spellings.reduce<string>((rest, secret) => (secret ? rest.replaceAll(secret, '…') : rest), text);
}
