import { readStored, writeStored } from '../storage';

/** The languages of the texts, each in its own words. */
export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  'zh-CN': '简体中文',
  ja: '日本語',
  ar: 'العربية',
} as const;
export type Language = keyof typeof LANGUAGES;

/** English with marks and more room, in which a text that is in no catalogue can be seen. Nobody is offered it. */
export const PSEUDO = 'en-XA';

const CHOICE = 'pocket-llm.language';
/** What is shown now, for `public/theme.js`, which cannot ask this file. */
const SHOWN = 'pocket-llm.shown-language';

const isLanguage = (value: string | null): value is Language => value !== null && Object.hasOwn(LANGUAGES, value);

/** The language that the person chose on this device; `undefined` follows the browser. */
export function chosenLanguage(): Language | undefined {
  const stored = readStored(CHOICE);
  return isLanguage(stored) ? stored : undefined;
}

/** Stores the choice; it shows after the page was loaded again. */
export const chooseLanguage = (language: Language | undefined): void => writeStored(CHOICE, language ?? null);

/** The first wanted language that there is, else English. @param wanted BCP 47, the most wanted first */
export function bestLanguage(wanted: readonly string[]): Language {
  for (const one of wanted) {
    const found = (Object.keys(LANGUAGES) as Language[]).find((language) => isSame(language, one));
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
