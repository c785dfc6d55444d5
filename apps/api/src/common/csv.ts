import { stringify } from 'csv-stringify/sync';

/**
 * Rows as CSV (RFC 4180) that are safe to open in a spreadsheet: a text that it would take for a formula gets a leading
 * quote. NULL is an empty field, the empty text is `""`.
 * @param numeric columns of numbers, where a leading minus starts no formula
 */
export function csvLines(rows: readonly (readonly unknown[])[], numeric: readonly boolean[] = []): string {
  return stringify(rows as unknown[][], {
    record_delimiter: 'windows',
    escape_formulas: true,
    quoted_match: /^$|[\r\n]/,
    cast: {
      boolean: String,
      date: (value) => value.toISOString(),
      string: (value, { index }) =>
        numeric[index] && value.startsWith('-') ? { value, escape_formulas: false } : value,
    },
  });
}
