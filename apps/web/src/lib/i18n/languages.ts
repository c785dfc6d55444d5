import { readStored, writeStored } from '../storage';

/** The languages of the texts. */
export const LANGUAGES = ['en', 'de', 'es', 'fr', 'zh-CN', 'ja', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** English with marks and more room, in which a text that is in no catalogue can be seen. Nobody is offered it. */
export const PSEUDO = 'en-XA';

const CHOICE = 'pocket-llm.language';
/** What is shown now, for `public/theme.js`, which cannot ask this file. */
const SHOWN = 'pocket-llm.shown-language';

/** The language that the person chose on this device; `undefined` follows the browser. */
export function chosenLanguage(): Language | undefined {
  const stored = readStored(CHOICE);
  return LANGUAGES.find((language) => language === stored);
}

/** Stores the choice; it shows after the page was loaded again. */
export const chooseLanguage = (language: Language | undefined): void => writeStored(CHOICE, language ?? null);

/** The first wanted language that there is, else English. @param wanted BCP 47, the most wanted first */
export function bestLanguage(wanted: readonly string[]): Language {
  for (const one of wanted) {
    const found = LANGUAGES.find((language) => isSame(language, one));
    if (found) return found;
  }
  return 'en';
}

/** Whether a person who wants one reads the other: the same language in the same script. */
function isSame(language: Language, wanted: string): boolean {
  try {
    const [ours, theirs] = [new Intl.Locale(language).maximize(), new Intl.Locale(wanted).maximize()];
    return ours.language === theirs.language && ours.script === theirs.script;
  } catch {
    return false;
  }
}

/** Marks the document with the language of its texts. @returns the language */
export function showLanguage(): Language | typeof PSEUDO {
  const language = readStored(CHOICE) === PSEUDO ? PSEUDO : (chosenLanguage() ?? bestLanguage(navigator.languages));
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  writeStored(SHOWN, language);
  return language;
}
