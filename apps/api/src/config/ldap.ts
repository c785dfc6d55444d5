import { FilterParser } from 'ldapts';
import { readFileSync } from 'node:fs';
import { Expected, parseBoolean, parseChoice, parseInteger, parseText, type Parser } from './parsers.js';
import { variable } from './variable.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const isLoopback = (url: string): boolean => LOOPBACK.test(new URL(url).hostname);

/** Comma-separated addresses of the servers of one directory. */
const parseServers: Parser<string[]> = (raw) =>
  raw.split(',').map((part) => {
    const text = part.trim();
    const url = URL.canParse(text) ? new URL(text) : null;
    const isBare = url && !url.username && !url.search && !url.hash && (url.pathname === '' || url.pathname === '/');
    if (!isBare || !/^ldaps?:$/.test(url.protocol) || !url.hostname)
      throw new Expected(
        'addresses such as ldaps://ldap.example.org or ldap://ldap.example.org:389, separated by commas, without a ' +
          'path and without a name or password in them',
      );
    return `${url.protocol}//${url.host}`;
  });

/** An attribute that is compared with a placeholder, with a matching rule or without one. */
const PLACE = /\(([\w-]+)(:[\w.:-]+:)?=\{\{(dn|username)\}\}\)/g;

/** Whether it is a filter in parentheses (RFC 4515), with placeholders. */
function isFilter(raw: string): boolean {
  try {
    FilterParser.parseString(raw.replaceAll(/\{\{\w+\}\}/g, 'x'));
    return raw.startsWith('(');
  } catch {
    return false;
  }
}

const parseFilter: Parser<string> = (raw) => {
  if (!isFilter(raw) || raw.includes('{{')) throw new Expected('a filter in parentheses, such as (objectClass=person)');
  return raw;
};

const parseUserFilter: Parser<string> = (raw) => {
  if (!isFilter(raw) || !/^[^{]*(\{\{username\}\}[^{]*)+$/.test(raw))
    throw new Expected('a filter in parentheses with {{username}} in it, such as (uid={{username}})');
  return raw;
};

const parseGroupFilter: Parser<string> = (raw) => {
  const rest = raw.replaceAll(PLACE, '');
  if (!isFilter(raw) || rest === raw || rest.includes('{{'))
    throw new Expected(
      'a filter in parentheses in which an attribute is {{dn}} or {{username}} and nothing else, such as ' +
        '(member={{dn}}) or (memberUid={{username}})',
    );
  return raw;
};

const parseAttribute: Parser<string> = (raw) => {
  if (!/^[a-z][a-z\d-]*$/i.test(raw)) throw new Expected('the name of an attribute, such as uid');
  return raw;
};

/** Names of groups have commas where they are DNs. */
const parseGroups: Parser<string[]> = (raw) => {
  const groups = raw.split(';').map((one) => one.trim());
  if (groups.includes('')) throw new Expected('names or DNs of groups, separated by semicolons');
  return groups;
};

const parseDn: Parser<string> = (raw) => {
  if (!/^[\w.-]+\s*=/.test(raw)) throw new Expected('a DN such as dc=example,dc=org');
  return raw;
};

/** Where certificates are, in a file that can be read now. */
const parseCertificateFile: Parser<string> = (raw) => {
  try {
    if (readFileSync(raw, 'utf8').includes('-----BEGIN CERTIFICATE-----')) return raw;
  } catch {
    // Told below, without the path.
  }
  throw new Expected('a file with certificates in PEM that this user may read');
};

/** Sign-in through a directory (LDAP, Active Directory). */
export const LDAP_VARIABLES = {
  LDAP_URL: variable(
    undefined,
    'Servers of a directory that people may sign in with, such as ldaps://ldap.example.org; further ones, ' +
      'comma-separated, are spare. ldap:// needs LDAP_STARTTLS unless it is this machine. See ' +
      'docs/single-sign-on.md. Unset: none.',
    parseServers,
  ),
  LDAP_STARTTLS: variable('false', 'true: a connection to ldap:// is encrypted before anything is said.', parseBoolean),
  LDAP_CA_FILE: variable(
    undefined,
    'File with the certificates (PEM) that the certificate of the directory is checked against. Unset: those that ' +
      'Node.js trusts.',
    parseCertificateFile,
  ),
  LDAP_NAME: variable('LDAP', 'Name of the directory on the sign-in page.', parseText),
  LDAP_BIND_DN: variable(
    undefined,
    'DN with which the portal looks people up. It needs to read only. Unset: anonymously.',
    parseDn,
  ),
  LDAP_BIND_PASSWORD: variable(undefined, 'Password of that DN.', parseText),
  LDAP_BASE_DN: variable(undefined, 'Where people are looked for, and below: dc=example,dc=org.', parseDn),
  LDAP_USER_FILTER: variable(
    '(&(objectClass=person)(uid={{username}}))',
    'Which entry belongs to what was typed as {{username}}; exactly one must. ' +
      '(|(uid={{username}})(mail={{username}})) takes e-mail addresses too.',
    parseUserFilter,
  ),
  LDAP_DISABLED_FILTER: variable(
    undefined,
    'Whose account is disabled there, such as (userAccountControl:1.2.840.113556.1.4.803:=2). Unset: nobody.',
    parseFilter,
  ),
  LDAP_ID_ATTRIBUTE: variable(
    'entryUUID',
    'Attribute that never changes and never belongs to somebody else; objectGUID for Active Directory.',
    parseAttribute,
  ),
  LDAP_NAME_ATTRIBUTE: variable(
    'uid',
    'Attribute with the user name; sAMAccountName for Active Directory.',
    parseAttribute,
  ),
  LDAP_MAIL_ATTRIBUTE: variable('mail', 'Attribute with the e-mail address.', parseAttribute),
  LDAP_GROUP_BASE_DN: variable(
    undefined,
    'Where groups are looked for, and below. Unset: groups and roles are given here.',
    parseDn,
  ),
  LDAP_GROUP_FILTER: variable(
    '(member={{dn}})',
    'Which groups a person is in: {{dn}} is the DN of the person, {{username}} the name.',
    parseGroupFilter,
  ),
  LDAP_GROUP_DEPTH: variable(
    '5',
    'How many levels of groups in groups count. 0: only those that name the person.',
    parseInteger(0, 20),
  ),
  LDAP_ADMIN_GROUPS: variable(
    undefined,
    'Groups whose members are admins, by DN or by cn, separated by semicolons.',
    parseGroups,
  ),
  LDAP_DEVELOPER_GROUPS: variable(
    undefined,
    'Groups whose members are developers. With one of the two, everybody else of the directory is a user.',
    parseGroups,
  ),
  LDAP_AUTO_REGISTER: variable(
    'approval',
    'Who signs in for the first time gets an account: yes, approval (once an admin agrees), or no.',
    parseChoice('yes', 'approval', 'no'),
  ),
  LDAP_SYNC_MINUTES: variable(
    '15',
    'How often accounts are compared with the directory, in minutes: who is gone or disabled there is deactivated ' +
      'here. 0: only at each sign-in.',
    parseInteger(0, 1_440),
  ),
} as const;

type Parsed = { [K in keyof typeof LDAP_VARIABLES]: ReturnType<(typeof LDAP_VARIABLES)[K]['parse']> | undefined };

/** The directory that people may sign in with. */
export interface LdapSettings {
  /** `ldaps://host` or `ldap://host`, in the order in which they are asked. */
  servers: readonly string[];
  startTls: boolean;
  /** Certificates in PEM; `undefined`: those that Node.js trusts. */
  ca: string | undefined;
  /** For people. */
  name: string;
  bindDn: string | undefined;
  bindPassword: string | undefined;
  baseDn: string;
  userFilter: string;
  disabledFilter: string | undefined;
  idAttribute: string;
  nameAttribute: string;
  mailAttribute: string;
  /** `undefined`: groups and roles are given here. */
  groupBaseDn: string | undefined;
  groupFilter: string;
  groupDepth: number;
  adminGroups: readonly string[];
  developerGroups: readonly string[];
  autoRegister: 'yes' | 'approval' | 'no';
  syncMinutes: number;
}

/**
 * What the variables say together.
 * @param given whether a variable is set
 * @param problems gets a sentence for each variable that does not fit the others
 */
export function readLdap(
  values: Partial<Parsed>,
  given: (name: keyof typeof LDAP_VARIABLES) => boolean,
  problems: string[],
): LdapSettings | undefined {
  if (!given('LDAP_URL')) {
    for (const name of Object.keys(LDAP_VARIABLES) as (keyof typeof LDAP_VARIABLES)[])
      if (given(name)) problems.push(`LDAP_URL: expected beside ${name}.`);
    return undefined;
  }
  const before = problems.length;
  const { LDAP_URL: servers = [], LDAP_STARTTLS: startTls = false } = values;
  if (!given('LDAP_BASE_DN')) problems.push('LDAP_BASE_DN: expected beside LDAP_URL.');
  if (given('LDAP_BIND_DN') !== given('LDAP_BIND_PASSWORD'))
    problems.push('LDAP_BIND_PASSWORD: expected together with LDAP_BIND_DN.');
  if (startTls && servers.some((url) => url.startsWith('ldaps:')))
    problems.push('LDAP_STARTTLS: expected false beside ldaps://, which is encrypted from the beginning.');
  if (!startTls && servers.some((url) => url.startsWith('ldap:') && !isLoopback(url)))
    problems.push(
      'LDAP_URL: expected ldaps://, or LDAP_STARTTLS=true. Passwords go to the directory, and ldap:// alone shows ' +
        'them to everybody on the way; it is for this machine only.',
    );
  if ((given('LDAP_ADMIN_GROUPS') || given('LDAP_DEVELOPER_GROUPS')) && !given('LDAP_GROUP_BASE_DN'))
    problems.push('LDAP_GROUP_BASE_DN: expected, because groups decide about roles.');
  if (problems.length > before || servers.length === 0 || values.LDAP_BASE_DN === undefined) return undefined;
  return {
    servers,
    startTls,
    ca: values.LDAP_CA_FILE === undefined ? undefined : readFileSync(values.LDAP_CA_FILE, 'utf8'),
    name: values.LDAP_NAME!,
    bindDn: values.LDAP_BIND_DN,
    bindPassword: values.LDAP_BIND_PASSWORD,
    baseDn: values.LDAP_BASE_DN,
    userFilter: values.LDAP_USER_FILTER!,
    disabledFilter: values.LDAP_DISABLED_FILTER,
    idAttribute: values.LDAP_ID_ATTRIBUTE!,
    nameAttribute: values.LDAP_NAME_ATTRIBUTE!,
    mailAttribute: values.LDAP_MAIL_ATTRIBUTE!,
    groupBaseDn: values.LDAP_GROUP_BASE_DN,
    groupFilter: values.LDAP_GROUP_FILTER!,
    groupDepth: values.LDAP_GROUP_DEPTH!,
    adminGroups: values.LDAP_ADMIN_GROUPS ?? [],
    developerGroups: values.LDAP_DEVELOPER_GROUPS ?? [],
    autoRegister: values.LDAP_AUTO_REGISTER!,
    syncMinutes: values.LDAP_SYNC_MINUTES!,
  };
}
