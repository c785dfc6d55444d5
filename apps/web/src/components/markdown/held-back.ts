import { withoutCode } from './outside-code';

/** What is shown of a growing text, and whether a formula of its own is being written behind it. */
export interface Shown {
  text: string;
  formula: boolean;
}

/** A formula in brackets whose end has not arrived, or the first sign of one. */
const BRACKET = /(?<!\\)\\(?:\[|\((?![^]*\n[ \t>]*\n)|$)/;
/** The same between single dollar signs, which also begin a price or a variable of a shell. */
const SINGLE = /(?<![\\$\p{sc=Latin}\p{N}])\$(?![\s$\d])[^$\n]{0,200}$/u;
/** Words as prose has them: then the dollar sign was only one. */
const PROSE = /^[^\\]*\p{L}{2,}[,.;:]?\s+\p{L}{2,}/u;
/** What is longer is no formula, and shown. */
const MOST = 4000;
/** Before a formula on lines of its own: quote signs and the mark of a list. */
const LINE_START = /(?:^|\n)(?:[ \t]|>)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?$/;

const ROW = /^[ \t]*\|/;
const DELIMITERS = /^[ \t]*\|[ \t|:-]*$/;

/**
 * Leaves out what at the end of a growing text cannot be shown yet as what it will be: a formula until its end, the
 * head of a table until its second row begins, and a row of it until it is complete. So the source of a formula is
 * never seen, and the columns of a table move only with whole rows.
 * @param text the end of the text, with every complete formula between `$$`
 * @param canRender whether formulas can be rendered already; until then they are left out as well
 */
export function heldBack(text: string, canRender: boolean): Shown {
  const prose = withoutCode(text);
  const at = formulaStart(prose, canRender);
  if (at >= 0) return { text: text.slice(0, at), formula: LINE_START.test(prose.slice(0, at)) };
  return { text: wholeRows(text, prose), formula: false };
}

/** Where an unfinished formula begins; -1 if there is none. */
function formulaStart(prose: string, canRender: boolean): number {
  const dollars = [...prose.matchAll(/\$\$/g)].map(({ index }) => index);
  const open = canRender ? (dollars.length % 2 === 1 ? dollars.at(-1)! : -1) : (dollars[0] ?? -1);
  const single = SINGLE.exec(prose);
  const starts = [open, prose.search(BRACKET), single && !PROSE.test(single[0].slice(1)) ? single.index : -1].filter(
    (at) => at >= 0 && (prose.length - at <= MOST || !canRender),
  );
  return starts.length === 0 ? -1 : Math.min(...starts);
}

/** The text with only complete rows at its end, and a second row that is begun as a complete one. */
function wholeRows(text: string, prose: string): string {
  const lines = prose.split('\n');
  const first = lines.findLastIndex((line) => !ROW.test(line)) + 1;
  const [head, delimiters, ...body] = lines.slice(first);
  if (head === undefined) return beforeDelimiters(text, lines);
  const start = text.length - (text.split('\n').at(-1) ?? '').length;
  const before = text.slice(0, start);
  if (delimiters === undefined) return before;
  if (!DELIMITERS.test(delimiters)) return text;
  const columns = cellsOf(head).length;
  if (body.length === 0) {
    const written = cellsOf(delimiters).map((cell) => (/^:?-+:?$/.test(cell) ? cell : '---'));
    const all = Array.from({ length: columns }, (_, column) => written[column] ?? '---');
    return `${before}| ${all.join(' | ')} |`;
  }
  const row = body.at(-1)!;
  // A row of an empty cell keeps the place of the one that is being written.
  return row.trimEnd().endsWith('|') && cellsOf(row).length >= columns ? text : `${before}| |`;
}

/** A head alone, after which its second row has not begun, might still be a line of prose. */
function beforeDelimiters(text: string, lines: readonly string[]): string {
  const isHead = lines.at(-1) === '' && ROW.test(lines.at(-2) ?? '') && !ROW.test(lines.at(-3) ?? '');
  return isHead ? text.slice(0, text.length - lines.at(-2)!.length - 1) : text;
}

/** The cells of a row, without the bars around them. */
const cellsOf = (row: string): string[] =>
  row
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
