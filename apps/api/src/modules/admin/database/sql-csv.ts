/** Type ids of numbers: what begins with a minus there is no formula. */
const NUMBERS = new Set(['20', '21', '23', '26', '700', '701', '1700']);
/** A spreadsheet takes a cell that begins so for a formula; the quote keeps it text. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line of CSV (RFC 4180), safe to open in a spreadsheet. NULL is nothing, the empty text is `""`. @param types type id per cell */
export function csvLine(cells: readonly (string | null)[], types: readonly string[] = []): string {
  const quoted = cells.map((cell, i) => {
    if (cell === null) return '';
    const safe = FORMULA.test(cell) && !NUMBERS.has(types[i] ?? '') ? `'${cell}` : cell;
    return safe === '' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${quoted.join(',')}\r\n`;
}
