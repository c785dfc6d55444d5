import { isEmail } from 'class-validator';
import type { Entry } from 'ldapts';
import type { LdapSettings } from '../../../config/ldap.js';

/** Somebody as the directory has them. */
export interface Person {
  dn: string;
  /** The id that never changes, as text. */
  subject: string;
  name: string;
  email: string | null;
}

/** A group as the directory has it. */
export interface DirectoryGroup {
  dn: string;
  id: string;
  name: string;
}

/** Ids in Active Directory are bytes. */
const GUID = 'objectguid';
/** Begins an id that is no text. */
const HEX = 'hex:';
const UNPRINTABLE = /\p{Cc}/u;
const isGuid = (attribute: string): boolean => attribute.toLowerCase() === GUID;
/** Of the 16 bytes the first eight are in the order of little machines. */
const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** Which attributes come as bytes. */
export const binaryAttributes = ({ idAttribute }: LdapSettings) =>
  isGuid(idAttribute) ? { explicitBufferAttributes: [idAttribute, 'objectGUID'] } : {};

const guidText = (bytes: Buffer): string =>
  Buffer.from(GUID_ORDER.map((at) => bytes[at] ?? 0))
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** An id as the directory compares it. */
export function idValue(subject: string, attribute: string): string | Buffer {
  if (!isGuid(attribute)) return subject.startsWith(HEX) ? Buffer.from(subject.slice(HEX.length), 'hex') : subject;
  const ordered = Buffer.from(subject.replaceAll('-', ''), 'hex');
  return Buffer.from(GUID_ORDER.map((at) => ordered[at] ?? 0));
}

/** The values of an attribute, whose name has no case. */
export function valuesOf(entry: Entry, attribute: string): (string | Buffer)[] {
  const name = Object.keys(entry).find((one) => one.toLowerCase() === attribute.toLowerCase());
  return name === undefined ? [] : [entry[name]!].flat();
}

const textOf = (entry: Entry, attribute: string): string | undefined => {
  const value = valuesOf(entry, attribute).find((one) => typeof one === 'string' && one.trim() !== '');
  return value?.toString().trim();
};

function idOf(entry: Entry, attribute: string): string | undefined {
  const [value] = valuesOf(entry, attribute);
  if (!isGuid(attribute)) {
    if (value === undefined || (typeof value === 'string' && !UNPRINTABLE.test(value)))
      return textOf(entry, attribute)?.toLowerCase();
    return HEX + Buffer.from(value as string).toString('hex');
  }
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return bytes?.length === 16 ? guidText(bytes) : undefined;
}

/** @returns nothing for an entry without an id: nobody can be recognised by it */
export function toPerson(entry: Entry, settings: LdapSettings): Person | undefined {
  const subject = idOf(entry, settings.idAttribute);
  const email = textOf(entry, settings.mailAttribute);
  if (subject === undefined) return undefined;
  return {
    dn: entry.dn,
    subject,
    name: textOf(entry, settings.nameAttribute) ?? '',
    email: email !== undefined && email.length <= 254 && isEmail(email) ? email : null,
  };
}

/** Longest name of a group. */
const LONGEST_GROUP = 100;

export function toGroup(entry: Entry, { idAttribute }: LdapSettings): DirectoryGroup {
  const name = (textOf(entry, 'cn') ?? entry.dn).slice(0, LONGEST_GROUP);
  return { dn: entry.dn, id: idOf(entry, idAttribute) ?? entry.dn.toLowerCase(), name };
}
