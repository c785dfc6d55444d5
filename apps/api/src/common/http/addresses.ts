import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/**
 * Parses an address. `::ffff:10.0.0.1`, as a dual-stack socket writes it, becomes `10.0.0.1`. `undefined` for anything
 * that is no address.
 */
const parse = (address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined =>
  isIP(address) ? ipaddr.process(address) : undefined;

/** Whether a socket's address is this machine. */
export const isLoopbackAddress = (address: string): boolean => parse(address)?.range() === 'loopback';

/** Whether a host from a URL or a `Host` header, without its port, is this machine. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || isLoopbackAddress(host.replace(/^\[(.*)\]$/, '$1'));

const PUBLIC_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is public. For IPv6 only 2000::/3 counts: mapped, NAT64, local and multicast forms are outside.
 */
export function isPublicAddress(address: string): boolean {
  if (!isIP(address)) return false;
  // Not `process`: an IPv4 address embedded in an IPv6 one is rejected, wherever it leads.
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(PUBLIC_V6);
}

type Network = [network: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** Lists that have been read: one belongs to a key and is asked with each of its requests. */
const read = new WeakMap<readonly string[], Network[]>();

function networksOf(entries: readonly string[]): Network[] {
  let networks = read.get(entries);
  if (networks) return networks;
  networks = entries.flatMap((entry): Network[] => {
    if (entry.includes('/')) return [ipaddr.parseCIDR(entry)];
    const address = parse(entry);
    return address ? [[address, address.kind() === 'ipv4' ? 32 : 128]] : [];
  });
  read.set(entries, networks);
  return networks;
}

/** Whether an address equals one of these, or lies in one of these networks. */
export function isInNetworks(address: string, entries: readonly string[]): boolean {
  const own = parse(address);
  return (
    own !== undefined && networksOf(entries).some((one) => own.kind() === one[0].kind() && own.match(one as never))
  );
}

/** The part of an address that counts as one place: IPv4 whole, of IPv6 the /64 that one household gets. */
export function addressBlock(address: string): string {
  const parsed = parse(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed?.toString() ?? address;
  return parsed.parts.slice(0, 4).join(':');
}
