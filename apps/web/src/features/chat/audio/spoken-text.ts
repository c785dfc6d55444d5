/** Longest piece that is spoken at once, in characters. */
const MAX_CHUNK = 220;

/**
 * A text in pieces of whole sentences, as far as these are not too long.
 * @param most longest piece, in characters
 */
export function chunksOf(text: string, most = MAX_CHUNK): string[] {
  const sentences = text.match(/[^.!?。！？؟\n]+[.!?。！？؟]*\s*/g) ?? [];
  const chunks: string[] = [];
  for (const sentence of sentences.flatMap((one) => cut(one, most))) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length + sentence.length <= most) chunks[chunks.length - 1] = last + sentence;
    else chunks.push(sentence);
  }
  return chunks.map((chunk) => chunk.trim()).filter((chunk) => /[\p{L}\p{N}]/u.test(chunk));
}

/** A sentence without an end, in pieces of words. */
const cut = (sentence: string, most: number): string[] =>
  sentence.length <= most
    ? [sentence]
    : (sentence.match(new RegExp(`.{1,${most - 1}}(\\s|$)|.{1,${most}}`, 'gsu')) ?? []);

const SCRIPTS: [script: RegExp, language: string][] = [
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/gu, 'ja'],
  [/\p{sc=Hangul}/gu, 'ko'],
  [/\p{sc=Han}/gu, 'zh-CN'],
  [/\p{sc=Arabic}/gu, 'ar'],
  [/\p{sc=Hebrew}/gu, 'he'],
  [/\p{sc=Cyrillic}/gu, 'ru'],
  [/\p{sc=Greek}/gu, 'el'],
  [/\p{sc=Devanagari}/gu, 'hi'],
  [/\p{sc=Thai}/gu, 'th'],
];
/** Short words that tell languages of the Latin script apart. */
const WORDS: Record<string, string> = {
  en: 'the and is of to that it with for are',
  de: 'der die das und ist nicht ein eine zu mit',
  fr: 'le les et est une des que pour dans pas',
  es: 'el los es una que por para con las del',
  it: 'il che di è per una non sono della gli',
  pt: 'o que não uma para com os em você são',
  nl: 'het een van en niet dat met voor zijn op',
};

/** Share of a text's letters from which on a script decides. */
const DECIDES = 0.2;

/** The language of a text, by its script and its short words; that of the page if neither tells. */
export function languageOf(text: string): string {
  const sample = text.slice(0, 2_000);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  for (const [script, language] of SCRIPTS)
    if ((sample.match(script)?.length ?? 0) > letters * DECIDES) return language;
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  const scores = Object.entries(WORDS).map(([language, list]) => {
    const known = new Set(list.split(' '));
    return { language, score: words.filter((word) => known.has(word)).length };
  });
  scores.sort((a, b) => b.score - a.score);
  return scores[0]!.score > scores[1]!.score ? scores[0]!.language : document.documentElement.lang || 'en';
}

/** The browser's own voice for a language. Others send the text to the browser's maker. */
export function voiceFor<T extends Pick<SpeechSynthesisVoice, 'lang' | 'localService' | 'default'>>(
  voices: readonly T[],
  language: string,
): T | undefined {
  // Android writes `en_US`.
  const parts = (tag: string) => tag.toLowerCase().split(/[-_]/);
  const wanted = parts(language);
  const fitting = voices.filter(({ lang, localService }) => localService && parts(lang)[0] === wanted[0]);
  return (
    fitting.find(({ lang }) => wanted[1] !== undefined && parts(lang).includes(wanted[1])) ??
    fitting.find((voice) => voice.default) ??
    fitting[0]
  );
}
