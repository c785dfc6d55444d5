import { locale } from '@/lib/i18n';

/** The cell texts of a table in the DOM, row by row. A line break in a cell is a line break in its text. */
export const readTable = (table: HTMLTableElement): string[][] =>
  [...table.rows].map((row) => [...row.cells].map(textOf));

function textOf(cell: HTMLTableCellElement): string {
  const lines = cell.cloneNode(true) as HTMLTableCellElement;
  for (const line of lines.querySelectorAll('br')) line.replaceWith('\0');
  return (lines.textContent ?? '')
    .replace(/\s+/g, ' ')
    .replace(/ ?\0 ?/g, '\n')
    .trim();
}

/** As CSV (RFC 4180). */
export const toCsv = (rows: readonly string[][]): string =>
  rows
    .map((row) => row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\r\n');

/** As a table in Markdown. */
export function toMarkdown(rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [head = [], ...body] = rows.map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', '<br>')),
  );
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

/** A number in a cell, with what may stand around it: €1,234.50, -5 %, ~12 ms. */
const NUMBER = /^[^\d-]{0,3}(-?\d[\d,\s]*(?:\.\d+)?)[^\d]{0,12}$/;

const numberIn = (cell: string): number | undefined => {
  const [, digits] = NUMBER.exec(cell.trim().replace('−', '-')) ?? [];
  return digits === undefined ? undefined : Number(digits.replace(/[,\s]/g, ''));
};

/** How the cells of a column are ordered: as numbers if all are, with empty ones last, else as words. */
export function compareCells(cells: readonly string[]): (one: string, other: string) => number {
  const filled = cells.filter((cell) => cell.trim() !== '');
  if (filled.every((cell) => numberIn(cell) !== undefined))
    return (one, other) => (numberIn(one) ?? Infinity) - (numberIn(other) ?? Infinity) || 0;
  return new Intl.Collator(locale(), { numeric: true }).compare;
}
