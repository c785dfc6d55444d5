import { stringify } from 'csv-stringify/sync';

/**
 * Rows as CSV (RFC 4180), safe to open in a spreadsheet: a text that it would take for a formula gets a quote in front.
 * NULL is nothing, the empty text is `""`.
 * @param numeric columns whose texts are numbers, where a minus in front begins no formula
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
