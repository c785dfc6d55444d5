import { isEmail } from 'class-validator';
import { createHash } from 'node:crypto';
import type { Role } from '../../../common/access/roles.js';
import type { OidcSettings } from '../../../config/oidc.js';
import type { Claims } from './provider.js';

/** Most groups of a provider that count, and the longest name of one. */
const MOST_GROUPS = 200;
const LONGEST_GROUP = 100;
/** Leaves room for a suffix within the longest user name. */
const LONGEST_NAME = 48;

/** A claim by its name, or by the path of names that dots separate, such as `realm_access.roles`. */
function claimAt(claims: Claims, name: string): unknown {
  if (name in claims) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

const texts = (value: unknown): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string' && one !== '');

/** The role that the provider gives; nothing when roles are given here. */
export function roleOf(claims: Claims, { roleClaim, adminValues, developerValues }: OidcSettings): Role | undefined {
  if (roleClaim === undefined) return undefined;
  const values = new Set(texts(claimAt(claims, roleClaim)));
  if (adminValues.some((value) => values.has(value))) return 'admin';
  return developerValues.some((value) => values.has(value)) ? 'developer' : 'user';
}

/** The names of the person's groups there; nothing when groups are made here. */
export function groupsOf(claims: Claims, { groupsClaim }: OidcSettings): string[] | undefined {
  if (groupsClaim === undefined) return undefined;
  const names = texts(claimAt(claims, groupsClaim)).map((name) => name.trim().slice(0, LONGEST_GROUP));
  return [...new Set(names.filter(Boolean))].slice(0, MOST_GROUPS);
}

/** The address that the provider vouches for, or does not say anything about. */
export function emailOf({ email, email_verified: verified }: Claims): string | null {
  if (typeof email !== 'string' || email.length > 254 || !isEmail(email)) return null;
  return verified === false || verified === 'false' ? null : email;
}

/** Stands for the address of an account whose provider tells none. Nothing is ever sent to `.invalid`. */
export const placeholderEmail = ({ iss, sub }: Claims): string =>
  `${createHash('sha256').update(`${iss}\n${sub}`).digest('hex').slice(0, 16)}@oidc.invalid`;

/** A user name like the one at the provider, which may be taken. */
export function usernameOf(claims: Claims): string {
  const { preferred_username, nickname, email, name } = claims;
  for (const text of texts([preferred_username, nickname, email, name])) {
    const found = text
      .replace(/@.*$/, '')
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[^\p{L}\p{N}]+|[._-]+$/gu, '')
      .slice(0, LONGEST_NAME);
    if (found.length >= 2) return found;
  }
  return 'person';
}

/** Methods that are more than a password (RFC 8176): several at once, a one-time code, a key in hardware, a card. */
const STRONG = new Set(['mfa', 'otp', 'hwk', 'sc']);

/** Whether the provider says that it asked for a second factor. */
export const hadSecondFactor = ({ amr, acr }: Claims): boolean =>
  texts(amr).some((method) => STRONG.has(method)) || (typeof acr === 'string' && /(^|[/:_-])(mfa|aal[23])$/i.test(acr));
