/** Code, inline and fenced. */
const CODE = /(^|\n)( {0,3})(`{3,}|~{3,})[^\n]*\n[^]*?(?:\n {0,3}\3[`~]*[ \t]*(?=\n|$)|$)|(`+)(?!`)[^]*?[^`]\4(?!`)/g;

/** Changes a text, but nothing in its code. */
export function outsideCode(text: string, change: (prose: string) => string): string {
  let out = '';
  let from = 0;
  for (const match of text.matchAll(CODE)) {
    out += change(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return out + change(text.slice(from));
}

/** The text with its code blanked out: every other character, and every line break, stays in its place. */
export const withoutCode = (text: string): string =>
  text.includes('`') || text.includes('~~~') ? text.replace(CODE, (code) => code.replace(/[^\n]/g, ' ')) : text;
