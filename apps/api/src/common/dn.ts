/** Signs that mean something in a DN where they are not escaped. */
const MEANING = /[,+;"\\ ]/g;

/** Escapes of a DN (RFC 4514), `\2c` or `\,`, in one form, and none where none is needed. */
const oneForm = (dn: string): string =>
  dn.replace(/(?:\\[\da-f]{2})+|\\(.)/gis, (escape, sign?: string) =>
    (sign ?? Buffer.from(escape.replaceAll('\\', ''), 'hex').toString()).replace(MEANING, String.raw`\$&`),
  );

/** A DN as it is compared: without regard to case, to blanks around its signs, and to how it is escaped. */
export const dnKey = (dn: string): string =>
  (oneForm(dn).match(/(?:\\.|[^\\,])+/gs) ?? [])
    .map((part) =>
      part
        .replace(/^\s+|(?<!\\)\s+$/g, '')
        .replace(/\s*=\s*/, '=')
        // Within a value a blank is one however it is written.
        .replace(/(?<!=)\\ (?!$)/g, ' '),
    )
    .join(',')
    .toLowerCase();

/** Issuer of the accounts of a directory. The base names it, because servers come and go. */
export const directoryIssuer = (baseDn: string): string => `ldap:${dnKey(baseDn)}`;
