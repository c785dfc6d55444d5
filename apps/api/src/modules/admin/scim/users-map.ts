import { isEmail } from 'class-validator';
import { identityKey } from '../../../common/identity-key.js';
import type { ScimAccount, ScimGroupOf, ScimUserChange } from '../../auth/index.js';
import type { Element, Fields } from './fields.js';
import type { Column, Columns, ListColumn } from './filter-sql.js';
import { metaOf, type Resource } from './resource.js';
import { USER } from './schema.js';
import { scimInvalid } from './scim-errors.js';

const LONGEST_EMAIL = 254;
/** Leaves room for a suffix within the longest user name. */
const LONGEST_NAME = 58;

/** What a provider says of an account, as fields that can be changed and shown. */
export function fieldsOf({ user, said }: ScimAccount): Fields {
  return {
    userName: said.user_name,
    ...(said.external_id !== null && { externalId: said.external_id }),
    active: user.is_active,
    ...said.attributes,
  };
}

/** What is kept of them. @param active whether the provider wants the account to be active */
export function saidOf(fields: Fields, active: boolean): ScimUserChange {
  const { userName, externalId, active: _, ...attributes } = fields;
  return { user_name: userName as string, external_id: (externalId as string | undefined) ?? null, active, attributes };
}

export function toUser(account: ScimAccount, groups: ScimGroupOf[], base: string): Resource {
  const { user, said } = account;
  const fields = {
    ...fieldsOf(account),
    ...(groups.length > 0 && {
      groups: groups.map(({ id, name }) => ({
        value: id,
        $ref: `${base}/Groups/${id}`,
        display: name,
        type: 'direct',
      })),
    }),
  };
  const times = { created: said.created_at, modified: said.updated_at };
  return {
    schemas: [USER.urn],
    id: user.id,
    ...fields,
    meta: metaOf(USER, base, user.id, { ...times, state: [fields, user.role, user.email] }),
  };
}

const listOf = (fields: Fields, name: string): Element[] => (fields[name] ?? []) as Element[];

/**
 * The address of the account: the primary one, else the first, else the name at the provider where that is one.
 * @throws DomainError `scim.invalid`
 */
export function emailOf(fields: Fields): string {
  const emails = listOf(fields, 'emails').filter(({ value }) => value !== undefined);
  const email = String((emails.find(({ primary }) => primary === true) ?? emails[0])?.value ?? fields.userName);
  if (email.length > LONGEST_EMAIL || !isEmail(email))
    throw scimInvalid('invalidValue', 'An account needs an e-mail address: send one in emails, or as the userName.');
  return email;
}

/**
 * A user name like the one at the provider. User names here have no `@`, because an e-mail address signs in too.
 * @throws DomainError `scim.invalid` when nothing of it can be a user name
 */
export function usernameOf(userName: string): string {
  const name = userName
    .replace(/@.*$/, '')
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/gu, '')
    .slice(0, LONGEST_NAME)
    .replace(/[-._]+$/, '');
  if (name.length < 2) throw scimInvalid('invalidValue', 'userName needs at least two letters or digits before its @.');
  return name;
}

/** Whether the name here is the one at the provider, to the letter: then nobody else may have it. */
export const isWhole = (userName: string): boolean => usernameOf(userName) === userName.normalize('NFKC');

const text = (sql: string): Column => ({ sql: `lower(${sql})`, type: 'text' });
const attribute = (name: string): Column => text(`s.attributes->>'${name}'`);
const list = (name: string): ListColumn => ({
  from: `FROM jsonb_array_elements(s.attributes->'${name}') e`,
  fields: {
    value: text(`e->>'value'`),
    display: text(`e->>'display'`),
    type: text(`e->>'type'`),
    primary: { sql: `coalesce((e->>'primary')::boolean, false)`, type: 'boolean' },
  },
});

const NAMES = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'];
const PLAIN = ['displayName', 'nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone'];

/** What accounts can be filtered and sorted by. */
export const USER_COLUMNS: Columns = {
  id: { sql: 'u.id::text', type: 'exact' },
  username: { sql: 's.user_name_key', type: 'text', form: identityKey },
  externalid: { sql: 's.external_id', type: 'exact' },
  active: { sql: 'u.is_active', type: 'boolean' },
  'meta.created': { sql: 's.created_at', type: 'time' },
  'meta.lastmodified': { sql: 's.updated_at', type: 'time' },
  ...Object.fromEntries(NAMES.map((name) => [`name.${name.toLowerCase()}`, text(`s.attributes->'name'->>'${name}'`)])),
  ...Object.fromEntries(PLAIN.map((name) => [name.toLowerCase(), attribute(name)])),
  emails: list('emails'),
  roles: list('roles'),
  entitlements: list('entitlements'),
  groups: {
    from: `FROM group_members m JOIN groups g ON g.id = m.group_id WHERE m.user_id = s.user_id AND g.source = 'scim'`,
    fields: { value: { sql: 'g.id::text', type: 'exact' }, display: text('g.name') },
  },
};
