/** A search text in the terms of PostgreSQL's full text search. */
export interface SearchQuery {
  /** For `to_tsquery('simple', …)`; `null` when the text has to be searched literally. */
  words: string | null;
  /** The operands of `words` that a text must have. */
  terms: string[];
  /** Pieces that must also match character by character: the index knows only words, so `C++` would match every `c`. */
  literals: string[];
}

const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
/**
 * Scripts without spaces between words: the index takes a whole sentence for one word, so these are searched literally.
 */
const UNSPACED = new RegExp(`[${SCRIPTS.map((name) => `\\p{Script=${name}}`).join('')}]`, 'u');
const WORD = /[\p{L}\p{N}]/u;
const PLAIN = /^[\p{L}\p{N}\p{M}]+$/u;
const MOST_TERMS = 20;

/** Parses `word "exact words" -without`. Every word matches as a prefix; there are no wildcards and no operators. */
export function parseSearch(text: string): SearchQuery {
  const literal = { words: null, terms: [], literals: [text.trim()] };
  if (UNSPACED.test(text)) return literal;
  const operands: string[] = [];
  const terms: string[] = [];
  const literals: string[] = [];
  for (const [, minus, phrase, word] of text.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const piece = phrase ?? word ?? '';
    if (!WORD.test(piece)) {
      // Punctuation alone, such as `%` or `=>`.
      if (piece && !minus) literals.push(piece);
      continue;
    }
    if (operands.length === MOST_TERMS) continue;
    const operand = `${quoted(piece)}${phrase === undefined ? ':*' : ''}`;
    operands.push(`${minus ? '!' : ''}${operand}`);
    if (!minus) terms.push(operand);
    if (!minus && phrase === undefined && !PLAIN.test(piece)) literals.push(piece);
  }
  return terms.length > 0 ? { words: operands.join(' & '), terms, literals } : literal;
}

/** One operand of `to_tsquery`: inside quotes only the quote and the backslash are special. */
const quoted = (piece: string): string => `'${piece.replaceAll('\\', ' ').replaceAll("'", "''")}'`;
