export type Cell = string | null;
export type Row = readonly Cell[];
export interface Column {
  name: string;
  type: string;
}

const NUMERIC = /^(smallint|integer|bigint|real|double precision|numeric|oid|money)\b/;

/** Whether a type is numeric. */
export const isNumeric = (type: string): boolean => NUMERIC.test(type) && !type.endsWith('[]');
/** Whether a type is a point in time. */
export const isTime = (type: string): boolean => /^(date|timestamp)/.test(type) && !type.endsWith('[]');
/** Whether a type is JSON. */
export const isJson = (type: string): boolean => type === 'json' || type === 'jsonb';

// A spreadsheet would run such a cell as a formula; a leading quote makes it text.
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Rows as CSV (RFC 4180) that is safe to open in a spreadsheet. NULL becomes an empty cell, empty text becomes `""`.
 */
export function toCsv(columns: readonly Column[], rows: readonly Row[]): string {
  const quote = (cell: Cell, type?: string): string => {
    if (cell === null) return '';
    const safe = FORMULA.test(cell) && !(type && isNumeric(type)) ? `'${cell}` : cell;
    return safe === '' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [
    columns.map(({ name }) => quote(name)),
    ...rows.map((row) => row.map((cell, i) => quote(cell, columns[i]?.type))),
  ]
    .map((line) => line.join(','))
    .join('\r\n');
}

/** Rows as a Markdown table. */
export function toMarkdown(columns: readonly Column[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  const rule = `| ${columns.map(({ type }) => (isNumeric(type) ? '--:' : '---')).join(' | ')} |`;
  return [
    line(columns.map(({ name }) => name)),
    rule,
    ...rows.map((row) => line(row.map((cell) => cell ?? 'NULL'))),
  ].join('\n');
}

/** A row as JSON, with each cell as text. */
export const toJson = (columns: readonly Column[], row: Row): string =>
  JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null])), null, 2);

/** Rows as a JSON array, in which numbers that JavaScript holds exactly, truth values and JSON are what they are. */
export const toJsonRows = (columns: readonly Column[], rows: readonly Row[]): string => {
  const valueOf = (cell: Cell, type: string): unknown => {
    if (cell === null) return null;
    if (type === 'boolean') return cell === 't';
    if (isNumeric(type)) return String(Number(cell)) === cell ? Number(cell) : cell;
    try {
      return isJson(type) ? (JSON.parse(cell) as unknown) : cell;
    } catch {
      return cell; // The server cut it.
    }
  };
  return JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map(({ name, type }, i) => [name, valueOf(row[i] ?? null, type)]))),
    null,
    2,
  );
};

const compare =
  (type: string) =>
  (a: string, b: string): number =>
    isNumeric(type) ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;

/** Sorts rows. NULL comes last in both directions, like PostgreSQL's `NULLS LAST`. */
export function sortRows(rows: readonly Row[], index: number, type: string, direction: 'asc' | 'desc'): Row[] {
  const by = compare(type);
  const sign = direction === 'asc' ? 1 : -1;
  return [...rows].sort((x, y) => {
    const [a, b] = [x[index] ?? null, y[index] ?? null];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * by(a, b);
  });
}

interface Stats {
  nulls: number;
  distinct: number;
  min: string | null;
  max: string | null;
  mean: number | null;
}

/** Statistics of a column over the result's rows. */
export function statsOf(rows: readonly Row[], index: number, type: string): Stats {
  const values = rows.map((row) => row[index] ?? null).filter((cell): cell is string => cell !== null);
  const by = compare(type);
  let [min, max] = [values[0] ?? null, values[0] ?? null];
  for (const value of values) {
    if (min !== null && by(value, min) < 0) min = value;
    if (max !== null && by(value, max) > 0) max = value;
  }
  const sum = values.reduce((total, value) => total + Number(value), 0);
  return {
    nulls: rows.length - values.length,
    distinct: new Set(values).size,
    min,
    max,
    mean: isNumeric(type) && values.length > 0 && Number.isFinite(sum) ? sum / values.length : null,
  };
}
