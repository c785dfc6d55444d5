import i18next, { type BackendModule, type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';
import common from './catalogs/en/common';
import { PSEUDO, showLanguage } from './languages';

export const NAMESPACES = [
  'common',
  'compare',
  'frame',
  'landing',
  'auth',
  'chat',
  'chat-late',
  'transcript',
  'markdown',
  'preview',
  'audio',
  'models',
  'history',
  'settings',
  'shares',
  'security',
  'consoles',
  'developer',
  'usage',
  'playground',
  'docs',
  'admin',
  'announcements',
  'overview',
  'palette',
  'people',
  'groups',
  'queue',
  'files',
  'sources',
  'sql',
  'doctor',
  'telemetry',
  'terms',
  'pulls',
  'welcome',
  'errors',
] as const;
export type Namespace = (typeof NAMESPACES)[number];

type Catalog = { readonly [key: string]: string | Catalog };

// The texts of each area are a chunk of their own and load together with the area's code.
const catalogs: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language: string, namespace: string, done: ReadCallback) {
    const texts =
      language === 'en'
        ? englishTexts(namespace)
        : language === PSEUDO
          ? pseudoTexts(namespace)
          : textsOf(language, namespace);
    texts.then(
      (found) => done(null, found as never),
      (error: Error) => done(error, false),
    );
  },
};

const englishTexts = async (namespace: string): Promise<Catalog> =>
  ((await import(`./catalogs/en/${namespace}.ts`)) as { default: Catalog }).default;

/** Other languages are a file each: English is in many, so that its first page needs little. */
const textsOf = async (language: string, namespace: string): Promise<Catalog> =>
  ((await import(`./catalogs/${language}/index.ts`)) as { default: Record<string, Catalog> }).default[namespace]!;

async function pseudoTexts(namespace: string): Promise<Catalog> {
  const [{ pseudo }, texts] = await Promise.all([import('./pseudo'), englishTexts(namespace)]);
  return pseudo(texts);
}

/**
 * Starts i18next with the texts of the app's frame. Everything else loads on demand, and of one language only.
 * @returns what to wait for before the first page; nothing in English, whose frame is in the entry file
 */
export function startI18n(): Promise<unknown> | undefined {
  const language = showLanguage();
  const ready = i18next
    .use(catalogs)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      // The server's own sentences are English.
      ns: language === 'en' ? ['common'] : ['common', 'errors'],
      defaultNS: 'common',
      resources: { en: { common } },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false },
    });
  i18next.services.formatter?.addCached('number', (_, options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale(), options);
    return (value: number) => format.format(value);
  });
  return language === 'en' ? undefined : ready;
}

/** Loads the texts of an area before its screen renders, so that the screen does not wait for them again. */
export const loadTexts = (...namespaces: Namespace[]): Promise<void> => i18next.loadNamespaces(namespaces);

/** An import whose code shows the texts of an area, or of several, with these texts. */
export const importWithTexts =
  <T>(namespaces: Namespace | Namespace[], load: () => Promise<T>) =>
  async (): Promise<T> =>
    (await Promise.all([load(), i18next.loadNamespaces(namespaces)]))[0];

/**
 * The locale for all dates, times and numbers: the language of the texts, as the browser's region writes it. So an
 * English page says 28 Nov and 15:04 in Britain and in Germany, and Nov 28 and 3:04 PM in the United States.
 */
export const locale = (): string => regional(i18next.language || 'en', navigator.language);

/** A language in the region of the browser's locale; the language alone if that tells none. */
export function regional(language: string, browser: string): string {
  try {
    const [texts, own] = [new Intl.Locale(language), new Intl.Locale(browser)];
    if (own.language === texts.language) return browser;
    const { region } = own.maximize();
    return region === undefined ? language : `${texts.language}-${region}`;
  } catch {
    return language;
  }
}
