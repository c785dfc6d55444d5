import { lookup } from 'node:dns/promises';
import { DomainError } from '../../../common/errors/domain-error.js';
import { isInNetworks } from '../../../common/http/addresses.js';
import { lookupWhere } from '../../../common/http/public-lookup.js';
import { parseBackendUrl, parseOpenAiUrl } from '../../../config/parsers.js';
import type { Backend } from './backend.entity.js';

/** Where clouds give out the credentials of a machine: no model server is there. */
const CLOUD = [
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::/32', // Amazon
  'fd20:ce::/32', // Google
  '100.100.100.200', // Alibaba
  '168.63.129.16', // Azure
  '192.0.0.192', // Oracle
  // 169.254.0.0/16 written as IPv6: NAT64 and 6to4.
  '64:ff9b::a9fe:0/112',
  '2002:a9fe::/32',
];
const isAllowed = (address: string): boolean => !isInNetworks(address, CLOUD);

const ONE_ADDRESS = 'one address that starts with http:// or https://';

/** Judged again for each connection: a name may have another address by then. */
export const judgedLookup = lookupWhere(isAllowed);

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Whether this may be connected to. It judges no name: that is left to `judgedLookup`, which sees nothing else. */
export const isAllowedUrl = (url: URL): boolean => isAllowed(hostOf(url));

/**
 * An address that an admin typed, as it is stored. Private networks are where model servers are, so those are fine.
 * @throws DomainError `request.invalid` for what is no such address, has a password, or is where clouds keep keys
 */
export async function addressOf(provider: NonNullable<Backend['provider']>, text: string): Promise<URL> {
  const wrong = (message: string) =>
    new DomainError('request.invalid', `The address ${message}.`, { errors: [{ pointer: '/url', message }] });
  let url: URL;
  try {
    // An Ollama's address may lack its scheme, so another one would pass for a host.
    if (/^(?!https?:)[a-z][\w+.-]*:\/\//i.test(text.trim()) || text.includes(',')) throw new Error(ONE_ADDRESS);
    url = new URL(provider === 'openai' ? parseOpenAiUrl(text.trim()) : parseBackendUrl(text.trim())[0]!);
  } catch (error) {
    throw wrong(`must be ${(error as Error).message}`);
  }
  if (url.username || url.password) throw wrong('must not contain a password: there is a field for the key');
  if (url.search || url.hash) throw wrong('must not have a ? or a #');
  const found = await lookup(hostOf(url), { all: true }).catch(() => []);
  if (!found.every(({ address }) => isAllowed(address)))
    throw wrong('must not be one at which clouds keep credentials');
  return url;
}
