import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';
import { Expected, parseChoice, parseUrl, type Parser } from './parsers.js';
import { variable } from './variable.js';

/** The second lock: the proxy says TRUSTED_HEADER_SECRET in it. */
export const PROXY_SECRET_HEADER = 'x-pocket-proxy-secret';

/** Headers that browsers, proxies or the portal itself give another meaning. */
const TAKEN = new RegExp(
  '^(accept.*|authorization|connection|content-.*|cookie|date|expect|forwarded|host|keep-alive|last-event-id|origin|' +
    'range|referer|sec-.*|te|trailer|transfer-encoding|upgrade|user-agent|via|x-api-key|x-forwarded-' +
    '(for|host|port|proto|prefix|server)|x-real-ip|x-requested-with|x-pocket-.*)$',
);

/** Proxies drop, keep or rewrite `_`, so a name with it may reach us past the proxy's own rules. */
const parseHeader: Parser<string> = (raw) => {
  const name = raw.toLowerCase();
  if (!/^[a-z\d]+(-[a-z\d]+)*$/.test(name) || name.length > 64 || TAKEN.test(name))
    throw new Expected(
      'the name of a header such as Remote-User, of letters, digits and single hyphens, that has no other meaning',
    );
  return name;
};

/** Widest network of a proxy, in bits. Fewer would be a quarter of the Internet, or all of it in two halves. */
const FEWEST_BITS = { ipv4: 8, ipv6: 16 } as const;
/** All private IPv6 networks. */
const PRIVATE_V6 = ipaddr.IPv6.parseCIDR('fc00::/7');

function isNarrow(network: string): boolean {
  if (isIP(network) !== 0) return !ipaddr.parse(network).toString().startsWith('::ffff:');
  const [address, bits] = ipaddr.parseCIDR(network);
  if (address instanceof ipaddr.IPv4) return bits >= FEWEST_BITS.ipv4;
  if (address.isIPv4MappedAddress()) return false;
  return bits >= FEWEST_BITS.ipv6 || (bits >= PRIVATE_V6[1] && address.match(PRIVATE_V6));
}

const parseNetworks: Parser<string[]> = (raw) =>
  raw.split(',').map((part) => {
    const network = part.trim();
    if (isIP(network) === 0 && !ipaddr.isValidCIDR(network))
      throw new Expected('addresses and networks of the proxy, such as 10.0.0.2 or 172.18.0.0/16, comma-separated');
    if (!isNarrow(network))
      throw new Expected(
        'the addresses of the proxy alone: in a network as wide as this, such as 0.0.0.0/0, anybody could sign in as ' +
          'anybody by writing the header',
      );
    return network;
  });

const parseSecret: Parser<string> = (raw) => {
  if (!/^[\x21-\x7e]{32,200}$/.test(raw) || new Set(raw).size < 8)
    throw new Expected(
      'at least 32 random characters without spaces, for example from `openssl rand -hex 32`, which the proxy sends ' +
        'as X-Pocket-Proxy-Secret',
    );
  return raw;
};

const parseValues: Parser<string[]> = (raw) => {
  const values = raw.split(',').map((value) => value.trim());
  if (values.includes('')) throw new Expected('values separated by commas');
  return values;
};

/** Sign-in by a proxy that has asked people who they are, and writes the answer into a header. */
export const TRUSTED_HEADER_VARIABLES = {
  TRUSTED_HEADER_AUTH: variable(
    undefined,
    'Header in which a proxy says who a person is, such as Remote-User: he is signed in without a password. Whoever ' +
      'can write it is anybody, so the proxy must remove it from what clients send. See docs/single-sign-on.md. ' +
      'Unset: no header counts.',
    parseHeader,
  ),
  TRUSTED_HEADER_NETWORKS: variable(
    undefined,
    'Addresses or networks of that proxy, comma-separated; required beside TRUSTED_HEADER_AUTH. What counts is where ' +
      'the connection comes from, never X-Forwarded-For.',
    parseNetworks,
  ),
  TRUSTED_HEADER_SECRET: variable(
    undefined,
    'A second lock: the headers count only in requests that carry this value as X-Pocket-Proxy-Secret, which the ' +
      'proxy adds. At least 32 characters. Needed where others than the proxy are in its network.',
    parseSecret,
  ),
  TRUSTED_HEADER_USERNAME: variable(
    undefined,
    'Header with the user name for a new account, such as Remote-Name. Unset: from the first header.',
    parseHeader,
  ),
  TRUSTED_HEADER_EMAIL: variable(
    undefined,
    'Header with the e-mail address for a new account, such as Remote-Email.',
    parseHeader,
  ),
  TRUSTED_HEADER_GROUPS: variable(
    undefined,
    'Header with the groups of the person, separated by commas, semicolons or |, set at each sign-in. Unset: groups ' +
      'are made here.',
    parseHeader,
  ),
  TRUSTED_HEADER_ROLE: variable(
    undefined,
    'Header whose values decide the role at each sign-in; may be the one with the groups. Unset: roles are given here.',
    parseHeader,
  ),
  TRUSTED_HEADER_ADMIN_VALUES: variable('admin', 'Values of it that make an admin, comma-separated.', parseValues),
  TRUSTED_HEADER_DEVELOPER_VALUES: variable(
    'developer',
    'Values of it that make a developer, comma-separated. Everybody else is a user.',
    parseValues,
  ),
  TRUSTED_HEADER_EMPTY: variable(
    'sent',
    'What a missing header of groups or roles means: sent (the proxy sends empty ones too, so a missing one says ' +
      'nothing, and role and groups stay), or omitted (it leaves out empty ones: no groups, the role user).',
    parseChoice('sent', 'omitted'),
  ),
  TRUSTED_HEADER_SECOND_FACTOR: variable(
    'no',
    'yes: the proxy asks everybody for a second factor, so its sessions have one and the portal asks for no other.',
    parseChoice('no', 'yes'),
  ),
  TRUSTED_HEADER_AUTO_REGISTER: variable(
    'approval',
    'Whom the proxy names for the first time gets an account: yes, approval (once an admin agrees), or no.',
    parseChoice('yes', 'approval', 'no'),
  ),
  TRUSTED_HEADER_LOGOUT_URL: variable(
    undefined,
    'Where people sign out of the proxy, for example https://auth.example.org/logout; signing out here leads there.',
    parseUrl('https', 'http'),
  ),
} as const;

/** Id of this way to sign in, and issuer of whom it names: no provider has such a one. */
export const PROXY_ID = 'proxy';

type Name = keyof typeof TRUSTED_HEADER_VARIABLES;

/** What is missing between the variables: one sentence each. @param has whether a variable is set */
export function trustedHeaderProblems(has: (name: Name) => boolean): string[] {
  if (has('TRUSTED_HEADER_AUTH'))
    return has('TRUSTED_HEADER_NETWORKS')
      ? []
      : [
          'TRUSTED_HEADER_NETWORKS: expected beside TRUSTED_HEADER_AUTH: the addresses of the proxy. From anywhere ' +
            'else a header would let in whoever writes it.',
        ];
  return (Object.keys(TRUSTED_HEADER_VARIABLES) as Name[])
    .filter((name) => has(name))
    .map((name) => `TRUSTED_HEADER_AUTH: expected beside ${name}.`);
}
