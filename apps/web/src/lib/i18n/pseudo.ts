type Texts = { readonly [key: string]: string | Texts };

const ACCENTS: Record<string, string> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  y: 'ý',
  c: 'ç',
  n: 'ñ',
  s: 'š',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ó',
  U: 'Ú',
};

/** How much longer the longest languages are. */
const LONGER = 0.35;

/** A text with accents, in brackets and longer; its placeholders stay. */
const marked = (text: string): string => {
  const accented = text
    .split(/(\{\{.*?\}\})/)
    .map((part, at) => (at % 2 ? part : part.replace(/[a-z]/gi, (letter) => ACCENTS[letter] ?? letter)))
    .join('');
  return `⟦${accented}${'·'.repeat(Math.ceil(text.length * LONGER))}⟧`;
};

/** A catalogue for finding texts that come from none, and boxes that are too small. */
export const pseudo = (texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, typeof value === 'string' ? marked(value) : pseudo(value)]),
  );
