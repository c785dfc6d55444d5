import { isIP } from 'node:net';

/** Endings of names that nobody can own in public DNS. */
const PRIVATE_ENDING = /\.(local|lan|internal|home\.arpa|localhost)$/;

/** `host:port`, `[::1]:port` or `host` without the port, in lower case and without a final dot. */
export function hostName(host: string): string {
  const name = host.trim().toLowerCase();
  const bare = /^\[([^\]]*)\](:\d*)?$/.exec(name)?.[1] ?? name.replace(/:\d*$/, '');
  return bare.replace(/\.$/, '');
}

/**
 * Whether a server may answer to a `Host` header. DNS rebinding lets a stranger's page call a server on the reader's
 * own machine or network under a name that the stranger owns, so only addresses, names without a dot, names that exist
 * in no public DNS, and configured names are answered.
 * @param configured names from `PUBLIC_URL` and `ALLOWED_HOSTS`
 */
export function isAllowedHost(host: string, configured: ReadonlySet<string>): boolean {
  const name = hostName(host);
  if (isIP(name) !== 0) return true;
  if (!/^[a-z\d_-]+(\.[a-z\d_-]+)*$/.test(name)) return false;
  return !name.includes('.') || PRIVATE_ENDING.test(name) || configured.has(name);
}
