import { isEmail } from 'class-validator';
import { createHash } from 'node:crypto';
import type { Role } from '../../../common/access/roles.js';
import { sanitizeForPostgres } from '../../../common/sanitize-for-postgres.js';
import type { OidcSettings } from '../../../config/oidc.js';
import { LONGEST_GROUP_NAME } from '../groups/group.entity.js';
import type { Claims } from './provider.js';

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

/**
 * The values of a claim.
 * @returns `undefined` when the claim says nothing: it is missing, was too long for the token, or is no text or list of
 * texts. An empty list says that there are none
 */
function valuesOf(claims: Claims, name: string, { emptyClaims }: OidcSettings): string[] | undefined {
  const root = name.split('.')[0]!;
  const elsewhere = claims._claim_names;
  // Entra tells so that there are more groups than a token takes.
  const isTooLong = claims.hasgroups === true || claims.hasgroups === 'true';
  if (root === 'groups' && isTooLong) return undefined;
  if (typeof elsewhere === 'object' && elsewhere !== null && (name in elsewhere || root in elsewhere)) return undefined;
  const value = claimAt(claims, name);
  if (value === undefined) return emptyClaims === 'omitted' ? [] : undefined;
  const found = texts(value);
  return found.length > 0 || (Array.isArray(value) && value.length === 0) ? found : undefined;
}

/** What a provider says of somebody's role and groups. */
export interface Said {
  /** `undefined`: roles are given here, or the claim says nothing. */
  role: Role | undefined;
  /** Names, each once; `undefined`: groups are made here, or the claim says nothing. */
  groups: string[] | undefined;
  /** Claims that are configured and say nothing. */
  missing: string[];
}

/** Reads the role and the groups; what the provider says nothing about stays as it is. */
export function saidIn(claims: Claims, settings: OidcSettings): Said {
  const { roleClaim, groupsClaim, adminValues, developerValues } = settings;
  const read = (name: string | undefined) => (name === undefined ? undefined : valuesOf(claims, name, settings));
  const [roles, names] = [read(roleClaim), read(groupsClaim)];
  const has = (wanted: readonly string[]) => wanted.some((value) => roles?.includes(value));
  const role = has(adminValues) ? 'admin' : has(developerValues) ? 'developer' : 'user';
  const cut = names?.map((name) => sanitizeForPostgres(name).trim().slice(0, LONGEST_GROUP_NAME));
  return {
    role: roles && role,
    groups: cut && [...new Set(cut.filter(Boolean))],
    missing: [...(roles ? [] : [roleClaim]), ...(names ? [] : [groupsClaim])].filter((name) => name !== undefined),
  };
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
