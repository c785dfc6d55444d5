// The search of the guide: which sections answer what somebody typed, best first. Some words may be missing.

/** Words that say nothing of what is looked for. */
const STOP_WORDS = new Set(
  [
    'a an and are at be can do does for from get have how i if in is it make me mode my of on or set so that the there',
    'this to use want what when where which who why will with without work you your',
  ].flatMap((words) => words.split(' ').map(stemOf)),
);

/** What people call it, and what the guide calls it. */
const SAME = [
  ['compare', 'two', 'both', 'simultaneous', 'parallel', 'versus', 'side'],
  ['password', 'pass', 'passphrase'],
  ['forgot', 'forgotten', 'lost', 'reset', 'recover'],
  ['login', 'sign', 'signin', 'logon'],
  ['2fa', 'mfa', 'otp', 'totp', 'authenticator', 'factor'],
  ['dark', 'light', 'theme', 'appearance', 'colour', 'color'],
  ['language', 'locale', 'translation', 'german', 'french', 'spanish'],
  ['delete', 'remove', 'erase'],
  ['image', 'picture', 'photo', 'screenshot', 'vision'],
  ['attach', 'upload', 'file', 'document', 'pdf'],
  ['key', 'token', 'apikey', 'credential'],
  ['shortcut', 'hotkey', 'keyboard'],
  ['install', 'setup', 'start', 'begin'],
  ['pull', 'download'],
  ['admin', 'administrator', 'administration'],
  ['notification', 'notify', 'push', 'message'],
  ['user', 'account', 'people', 'person', 'member'],
  ['invite', 'invitation', 'register', 'registration', 'signup'],
  ['share', 'export', 'transfer'],
  ['stored', 'kept', 'keep', 'stay', 'retention'],
  ['voice', 'speech', 'aloud', 'audio', 'dictate', 'microphone'],
  ['quota', 'limit', 'rate'],
  ['slow', 'performance', 'speed', 'fast'],
  ['https', 'tls', 'certificate', 'proxy'],
  ['update', 'upgrade', 'version'],
  ['regenerate', 'retry'],
].map((group) => group.map(stemOf));

/** How much a word counts, by where it stands and how exactly it does. */
const WEIGHT = { title: 6, page: 3, text: 2, exact: 1, prefix: 0.7, same: 0.6 };
/** A word says less of a text that has many: of this many different ones, half as much. */
const HALF_AT_WORDS = 80;
/** Pages for everybody come before those for who runs or programs it. */
const FOR_EVERYBODY = 1.4;
/** Sections that are worth less than this share of the best one are left out. */
const LEAST_SHARE = 0.3;

/** The word without the endings that make several, past or running of it. */
function stemOf(word) {
  if (word.length < 4) return word;
  return word
    .replace(/ies$/, 'y')
    .replace(/(?<=ss|sh|ch|x)es$|(?<!s|u|i)s$/, '')
    .replace(/(?<=...)(ing|ed)$|(?<=.....)e$/, '');
}

/** The words of a text, in lower case and without accents. */
export const wordsOf = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** What is looked for: the words that mean something, or all of them if none does. */
function queryWords(query) {
  const words = [...new Set(wordsOf(query).map(stemOf))];
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return telling.length > 0 ? telling : words;
}

/** How well one of `words` is `wanted`: the same word, its beginning, or another word for it; 0 for none. */
function matchOf(words, wanted) {
  if (words.has(wanted)) return WEIGHT.exact;
  if (wanted.length > 1) for (const word of words) if (word.startsWith(wanted)) return WEIGHT.prefix;
  const group = SAME.find((one) => one.includes(wanted));
  return group?.some((other) => words.has(other)) ? WEIGHT.same : 0;
}

const stems = (text) => new Set(wordsOf(text).map(stemOf));

/**
 * Makes the search over these sections.
 * @param {{ page: string, title: string, text: string, address: string, forEverybody: boolean }[]} sections
 * @returns a function from what was typed to the sections that answer it, best first. A section need not have each
 *   word; a rare word counts more than a common one, and a word of a heading more than one of the text.
 */
export function searchOver(sections) {
  const indexed = sections.map((section) => ({
    section,
    page: stems(section.page),
    title: stems(section.title),
    text: stems(section.text),
  }));
  return (query) => {
    const wanted = queryWords(query);
    const rows = indexed.map(({ section, page, title, text }) => ({
      section,
      parts: wanted.map((word) =>
        Math.max(
          WEIGHT.title * matchOf(title, word),
          WEIGHT.page * matchOf(page, word),
          (WEIGHT.text * matchOf(text, word)) / (1 + text.size / HALF_AT_WORDS),
        ),
      ),
    }));
    const rarity = wanted.map((_, at) =>
      Math.log(1 + rows.length / (1 + rows.filter(({ parts }) => parts[at] > 0).length)),
    );
    const scored = rows
      .map(({ section, parts }) => {
        const found = parts.filter((part) => part > 0).length;
        const sum = parts.reduce((all, part, at) => all + part * rarity[at], 0);
        const audience = section.forEverybody ? FOR_EVERYBODY : 1;
        return { section, score: sum * audience * (found / wanted.length) ** 2 };
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    return scored.filter(({ score }) => score >= scored[0].score * LEAST_SHARE).map(({ section }) => section);
  };
}

/** A piece of the text around the first word that was looked for, about `length` characters. */
export function excerptOf(text, query, length = 120) {
  const wanted = queryWords(query);
  let at = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}]+/gu))
    if (matchOf(stems(word), wanted[0]) || wanted.some((one) => matchOf(stems(word), one) === WEIGHT.exact)) {
      at = index;
      break;
    }
  const from = at > length ? text.lastIndexOf(' ', at - 40) + 1 : 0;
  const piece = text.slice(from, from + length);
  return `${from > 0 ? '…' : ''}${piece}${from + length < text.length ? '…' : ''}`;
}
