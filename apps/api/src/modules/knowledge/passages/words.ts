import { MOST_CHARACTERS } from './cut.js';

/** Scripts that are written without spaces, and Hangul, whose words carry their grammar: found by pairs of signs. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc\u3005\u3006]+/gu;
/**
 * A word of several parts with a digit in it: part numbers, dates, versions, amounts. It begins where a word does: a
 * long one that is tried at each of its letters would take its length squared.
 */
const PARTED = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[-._/:,'\u2019][\p{L}\p{N}]+)+/gu;
/** A number and what stands before it: § 12, ISO 27001, Art. 5, No. 7. */
const NUMBERED = /(?:(\u00a7{1,3})|([\p{L}]{1,12})\.?)[\s-]?(\d[\p{L}\p{N}]{0,12})/gu;
const MARKS = /\p{M}/gu;
/** PostgreSQL ignores what is longer as a word. */
const LONGEST = 500;

/** What a text is found by: words for PostgreSQL's parser, and words that it would not see, as they are. */
export interface Words {
  text: string;
  /** Pairs of signs, and numbers with what belongs to them (`#iso27001`). */
  literal: string[];
}

/** A single sign may become 18 letters. */
const MOST_FOLDED = 4 * MOST_CHARACTERS;

/** As people compare texts: without case, and with one form of each sign. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .slice(0, MOST_FOLDED)
    .replace(/[\ud800-\udbff]$/, '')
    .toLowerCase();

const withoutAccents = (text: string): string => text.normalize('NFD').replace(MARKS, '').normalize('NFC');

const joined = (parts: string): string => `#${withoutAccents(parts).replace(/[^\p{L}\p{N}\u00a7]/gu, '')}`;

/**
 * The words of a text, the same way for passages and for questions. A word with accents stands there without them as
 * well, because people leave them out.
 */
export function wordsOf(original: string): Words {
  const text = folded(original);
  const literal = new Set<string>();
  for (const [run] of text.matchAll(UNSPACED)) for (const pair of pairsOf(run)) literal.add(pair);
  for (const id of idsOf(text)) literal.add(id);
  const spaced = text.replace(UNSPACED, ' ');
  const bare = new Set<string>();
  for (const word of spaced.split(/[^\p{L}\p{M}\p{N}]+/u)) {
    const plain = withoutAccents(word);
    if (plain !== word && plain) bare.add(plain);
  }
  return {
    text: [spaced, ...bare].join(' '),
    literal: [...literal].filter((word) => word.length <= LONGEST),
  };
}

/** Numbers and marks of a folded text that must be found as they are: `#iso27001`, `#§12`, `#xk2004`. */
export function* idsOf(text: string): Generator<string> {
  for (const [parts] of text.matchAll(PARTED)) if (/\p{N}/u.test(parts)) yield joined(parts);
  for (const [, sign, word, number] of text.matchAll(NUMBERED)) yield joined(`${sign ? '§' : word}${number}`);
}

/** Neighbouring signs of a text without spaces; one sign alone is itself. */
export function pairsOf(run: string): string[] {
  const signs = [...run];
  if (signs.length === 1) return signs;
  return signs.slice(1).map((sign, at) => signs[at]! + sign);
}

/** A term of a question. */
export interface Term {
  kind: 'word' | 'phrase' | 'literal' | 'prefix';
  text: string;
}

const QUOTED = /["\u201c\u201e\u00ab]([^"\u201d\u201c\u00bb]{2,200})["\u201d\u201c\u00bb]/gu;
/** A question may be a whole text that somebody pasted: so many of its words are asked for. */
export const MOST_TERMS = 32;

/** What a question asks for, each once: what stands in quotes, numbers and marks, then words. */
export function termsOf(question: string): Term[] {
  const text = folded(question);
  const terms = new Map<string, Term>();
  const add = (kind: Term['kind'], word: string) => {
    if (word.length <= LONGEST) terms.set(`${kind}:${word}`, { kind, text: word });
  };
  for (const [, quoted] of text.matchAll(QUOTED)) {
    const spaced = quoted!.replace(UNSPACED, ' ').trim();
    if (spaced) add('phrase', spaced);
  }
  for (const id of idsOf(text)) add('literal', id);
  for (const [run] of text.matchAll(UNSPACED)) {
    const pairs = pairsOf(run);
    for (const pair of pairs) add([...pair].length === 1 ? 'prefix' : 'literal', pair);
  }
  for (const word of text.replace(UNSPACED, ' ').split(/[^\p{L}\p{M}\p{N}]+/u)) if (word) add('word', word);
  return [...terms.values()].slice(0, MOST_TERMS);
}

/** A word without its accents, when it has any. */
export const bareWord = (word: string): string | undefined => {
  const plain = withoutAccents(word);
  return plain && plain !== word ? plain : undefined;
};

/** By this word a passage belongs to its file, so that one index finds both. */
export const fileWord = (fileId: string): string => `@${fileId.replaceAll('-', '')}`;
