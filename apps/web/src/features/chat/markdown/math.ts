import { useEffect, useState } from 'react';
import { type MathPlugins } from './math-plugins';

// `$$…$$`, `\[…\]`, `\(…\)`. A single dollar sign means money.
const DELIMITER = /\$\$|\\\[|\\\(/;
/** Code, inline and fenced: it contains no formulas. */
const CODE = /(^|\n)(`{3,}|~{3,})[^\n]*\n[^]*?(?:\n\2`*~*(?=\n|$)|$)|(`+)(?!`)[^]*?[^`]\3(?!`)/g;

/** Whether a text may contain a formula. */
export const hasMath = (text: string): boolean => DELIMITER.test(text);

/** Replaces LaTeX's delimiters with those that the parser supports. Only complete pairs. */
export function unifyMath(text: string): string {
  if (!/\\[[(]/.test(text)) return text;
  let out = '';
  let from = 0;
  for (const match of text.matchAll(CODE)) {
    out += convert(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return out + convert(text.slice(from));
}

const convert = (text: string): string =>
  text
    .replace(/(?<!\\)\\\[([^]+?)(?<!\\)\\\]/g, (_, formula: string) => `\n$$\n${formula.trim()}\n$$\n`)
    .replace(/(?<!\\)\\\(([^\n]+?)(?<!\\)\\\)/g, (_, formula: string) => `$$${formula.trim()}$$`);

let loading: Promise<MathPlugins> | undefined;
let loaded: MathPlugins | undefined;
const load = () =>
  (loading ??= import('./math-plugins')
    .then(({ MATH }) => (loaded = MATH))
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));

/** The plugins that render formulas. They load once a text contains a formula. */
export function useMath(isNeeded: boolean): MathPlugins | undefined {
  const [plugins, setPlugins] = useState(loaded);
  useEffect(() => {
    if (!isNeeded || plugins) return;
    let current = true;
    load().then(
      (math) => current && setPlugins(math),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [isNeeded, plugins]);
  return isNeeded ? plugins : undefined;
}
