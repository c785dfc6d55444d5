import { outsideCode } from './outside-code';

/** Whether a text may contain a formula, in the delimiters of `unifyMath`. */
export const hasMath = (text: string): boolean => text.includes('$$');

/** Replaces all delimiters of formulas with `$$`, which the parser supports. Only complete pairs. */
export function unifyMath(text: string): string {
  return /\\[[(]|\$/.test(text) ? outsideCode(text, convert) : text;
}

/** What stands before a formula on its line: quote signs and the mark of a list. */
const BEFORE = String.raw`^((?:[ \t]|>)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)`;
/** Longest formula in characters: an opening bracket alone must not make us look through the whole text. */
const MOST = 4000;
const BLOCK = new RegExp(String.raw`${BEFORE}\\\[((?:(?!(?<!\\)\\[[\]])[^]){1,${MOST}})\\\][ \t]*$`, 'gm');
/** The same in dollar signs, on lines of their own or on those of the formula. */
const BLOCK_OF_LINES = new RegExp(
  String.raw`${BEFORE}\$\$(?!\$)((?:(?!\$\$|\n[ \t>]*\n)[^]){1,${MOST}}?)\$\$(?!\$)[ \t]*$`,
  'gm',
);
const DISPLAY = /(?<!\\)\\\[([^]{1,4000}?)(?<!\\)\\\]/g;
const INLINE = /(?<!\\)\\\(((?:(?!\n[ \t>]*\n)[^]){1,1000}?)(?<!\\)\\\)/g;
const SINGLE = /(?<![\\$\p{sc=Latin}\p{N}])\$(?![\s$])((?:\\\$|[^$\n])*?[^\s$\\])\$(?![\d$])/gu;

const convert = (text: string): string =>
  text
    .replace(BLOCK, block)
    .replace(BLOCK_OF_LINES, block)
    .replace(DISPLAY, (_, formula: string) => `$$\\displaystyle ${oneLine(formula)}$$`)
    .replace(INLINE, (_, formula: string) => `$$${oneLine(formula)}$$`)
    .replace(SINGLE, (whole: string, formula: string, at: number, all: string) =>
      isFormula(formula, all[at + whole.length] ?? '') ? `$$${formula}$$` : whole,
    );

/** A formula on lines of its own, which stays inside its quote or list item. */
function block(_: string, before: string, formula: string): string {
  const indent = before.replace(/[^>\s]/g, ' ');
  const quote = before.includes('>') ? /^[ \t>]+/ : /^[ \t]+/;
  const lines = formula.split('\n').map((line) => line.replace(quote, '').trimEnd());
  const inner = lines.filter((line, i) => line !== '' || (i > 0 && i < lines.length - 1));
  return `${before}$$\n${inner.map((line) => `${indent}${line}\n`).join('')}${indent}$$`;
}

const oneLine = (formula: string): string => formula.replace(/\s*\n[ \t>]*/g, ' ').trim();

const TEX = /[\\^{}]|_/;
/** Words outside of a command, as prose has them. */
const WORDS = /\p{L}{2,}[,.;:]?\s+\p{L}{2,}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
const AMOUNT = /^\d[\d.,]*\s*\p{L}{2,}|^\d.*\s\p{L}{3,}/u;

/** Whether the text between two single dollar signs is a formula, and not prose between two prices or variables. */
function isFormula(text: string, next: string): boolean {
  if (text.includes('\\')) return true;
  if (WORDS.test(text) || AMOUNT.test(text)) return false;
  // `$n$th` is a formula, `$HOME/$USER` is not.
  return !/[\p{L}\p{N}_{]/u.test(next) || text.length <= 2 || (TEX.test(text) && !/\/$/.test(text));
}
