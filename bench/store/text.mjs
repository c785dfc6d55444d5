// Texts of which the words are spread as in a language: the rank of a word decides how often it comes.

const VOCABULARY = 20_000;
/** Different texts; a database of ten million messages has each one a few hundred times. */
const TEXTS = 20_000;
/** In every text, so that a search for it finds everything. */
export const COMMON_WORD = 'the';
/** In a hundred threads, whatever the scale. */
export const RARE_WORD = 'quokka';
/** In no text. */
export const ABSENT_WORD = 'wyvern';
const PARTS = [
  ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'w', 'z', 'br', 'dr', 'gr', 'st', 'tr'],
  ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'oo'],
];

/** Numbers from 0 to 1 that are the same in every run. */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A word that can be spoken; no two numbers have the same. */
function word(number) {
  let text = '';
  for (let rest = number + 160; rest > 0; rest = Math.floor(rest / 160))
    text += PARTS[0][rest % 20] + PARTS[1][Math.floor(rest / 20) % 8];
  return text;
}

/** @returns texts of 8 to 120 words, about 50 on average, and each begins with the common word */
export function texts() {
  const random = randomFrom(14);
  const words = Array.from({ length: VOCABULARY }, (_, i) => word(i));
  return Array.from({ length: TEXTS }, () => {
    const length = 8 + Math.floor(112 * random() * random() * 1.5);
    // Equal chances on a logarithmic scale: the word of rank n comes n times more seldom than the first (Zipf).
    const chosen = Array.from({ length }, () => words[Math.floor(VOCABULARY ** random()) - 1]);
    return `${COMMON_WORD} ${chosen.join(' ')}.`;
  });
}
