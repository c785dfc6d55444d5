/** A value as the grid shows it; null is told apart by the caller. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// A spreadsheet takes a cell that begins so for a formula; the quote keeps it text.
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as CSV (RFC 4180), safe to open in a spreadsheet. */
export function toCsv(columns: readonly { name: string }[], rows: readonly (readonly unknown[])[]): string {
  const quote = (value: unknown): string => {
    if (value === null || value === undefined) return '';
    const text = cellText(value);
    const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns.map(({ name }) => quote(name)), ...rows.map((row) => row.map(quote))].map((line) => line.join(',')).join('\r\n');
}
