import type { Attributes } from './fake-ldap-filter.js';

export const BASE = 'dc=example,dc=org';
export const PORTAL = { dn: `cn=portal,${BASE}`, password: 'the portal reads' };

/** A bind that a directory has seen. */
export interface Bind {
  dn: string;
  isSecure: boolean;
  isEmpty: boolean;
}

export interface TestDirectoryOptions {
  /** With StartTLS. */
  tls?: { key: string; cert: string };
}

/** A directory that a test may change. */
export interface TestDirectory {
  readonly url: string;
  /** All binds until now, with a name; anonymous ones are left out or not. */
  binds(): Promise<readonly Bind[]>;
  add(dn: string, attributes: Attributes): Promise<void>;
  replace(dn: string, attributes: Attributes): Promise<void>;
  rename(dn: string, rdn: string): Promise<void>;
  remove(dn: string): Promise<void>;
  close(): Promise<void>;
}

export const dnOf = (uid: string): string => `uid=${uid.replaceAll(/[\\,+"<>;=]/g, String.raw`\$&`)},ou=people,${BASE}`;
export const groupDn = (cn: string): string => `cn=${cn},ou=groups,${BASE}`;

/** The base, the portal's own account, and places for people and groups. */
export async function furnish(directory: TestDirectory): Promise<void> {
  await directory.add(BASE, { objectClass: ['dcObject', 'organization'], dc: ['example'], o: ['Example'] });
  for (const ou of ['people', 'groups'])
    await directory.add(`ou=${ou},${BASE}`, { objectClass: ['organizationalUnit'], ou: [ou] });
  await directory.add(PORTAL.dn, {
    objectClass: ['organizationalRole', 'simpleSecurityObject'],
    cn: ['portal'],
    userPassword: [PORTAL.password],
  });
}

/** The password of everybody. */
export const passwordOf = (uid: string): string => `${uid} has a password`;

/** Adds somebody. @param more further attributes, which win */
export async function addPerson(directory: TestDirectory, uid: string, more: Attributes = {}): Promise<string> {
  await directory.add(dnOf(uid), {
    objectClass: ['inetOrgPerson'],
    uid: [uid],
    cn: [uid],
    sn: [uid],
    mail: [`${uid}@corp.example`],
    userPassword: [passwordOf(uid)],
    ...more,
  });
  return dnOf(uid);
}

/** Adds a group. @param members DNs */
export async function addGroup(directory: TestDirectory, cn: string, ...members: string[]): Promise<string> {
  await directory.add(groupDn(cn), { objectClass: ['groupOfNames'], cn: [cn], member: members });
  return groupDn(cn);
}

/** Whether the portal may read who is in a group. */
export const hideMembers = (directory: TestDirectory, cn: string, isHidden: boolean): Promise<void> =>
  directory.replace(groupDn(cn), { businessCategory: [isHidden ? HIDDEN : 'seen'] });

/** Marks a group whose members a directory hides. */
export const HIDDEN = 'hidden';

/** The variables of a portal that asks this directory. */
export const ldapEnv = (url: string, more: Record<string, string> = {}): Record<string, string> => ({
  LDAP_URL: url,
  LDAP_NAME: 'Example Inc.',
  LDAP_BIND_DN: PORTAL.dn,
  LDAP_BIND_PASSWORD: PORTAL.password,
  LDAP_BASE_DN: BASE,
  LDAP_USER_FILTER: '(&(objectClass=inetOrgPerson)(|(uid={{username}})(mail={{username}})))',
  LDAP_DISABLED_FILTER: '(employeeType=gone)',
  LDAP_GROUP_BASE_DN: `ou=groups,${BASE}`,
  LDAP_AUTO_REGISTER: 'yes',
  LDAP_SYNC_MINUTES: '0',
  ...more,
});
