/** What a filter of the configuration is filled with. */
export interface Fill {
  username: string;
  dn?: string;
}

/** Text as a value within a filter (RFC 4515). */
const escaped = (text: string): string =>
  text.replace(/[\\*()\u0000]/g, (sign) => `\\${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** A filter of the configuration for somebody. */
export const filled = (filter: string, { username, dn = '' }: Fill): string =>
  filter.replaceAll(/\{\{(username|dn)\}\}/g, (_, name) => escaped(name === 'dn' ? dn : username));

/** The same for everybody: what is compared with a placeholder has to be there. */
export const forAnybody = (filter: string): string =>
  filter.replaceAll(/:[\w.:-]+:=\{\{\w+\}\}/g, '=*').replaceAll(/\{\{\w+\}\}/g, '*');

/** How a filter of groups says who is in one. */
export interface Membership {
  /** Attributes with DNs of members, in small letters. */
  dn: string[];
  /** Attributes with user names of members. */
  username: string[];
  /** The directory itself looks into groups in groups (Active Directory's rule in chain). */
  isTransitive: boolean;
}

/** Active Directory's rule that follows members of members. */
const IN_CHAIN = '1.2.840.113556.1.4.1941';

export function membershipOf(filter: string): Membership {
  const found = [...filter.matchAll(/\(([\w-]+)(:[\w.:-]+:)?=\{\{(dn|username)\}\}\)/g)];
  const attributes = (kind: string) => [
    ...new Set(found.flatMap(([, name, , place]) => (place === kind ? [name!.toLowerCase()] : []))),
  ];
  return {
    dn: attributes('dn'),
    username: attributes('username'),
    isTransitive: filter.includes(IN_CHAIN),
  };
}
