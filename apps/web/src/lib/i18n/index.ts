import i18next, { type BackendModule, type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';
import common from './catalogs/en/common';

export const NAMESPACES = [
  'common',
  'landing',
  'auth',
  'chat',
  'models',
  'history',
  'settings',
  'security',
  'consoles',
  'developer',
  'usage',
  'playground',
  'docs',
  'admin',
  'overview',
  'palette',
  'people',
  'sql',
  'doctor',
  'telemetry',
  'pulls',
] as const;
export type Namespace = (typeof NAMESPACES)[number];

// The texts of each area are a chunk of their own and load together with the area's code.
const catalogs: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language: string, namespace: string, done: ReadCallback) {
    import(`./catalogs/${language}/${namespace}.ts`).then(
      (module: { default: Record<string, unknown> }) => done(null, module.default as never),
      (error: Error) => done(error, false),
    );
  },
};

/** Starts i18next with the texts of the app's frame. Everything else loads on demand. */
export function startI18n(): typeof i18next {
  void i18next
    .use(catalogs)
    .use(initReactI18next)
    .init({
      lng: 'en',
      fallbackLng: 'en',
      ns: ['common'],
      defaultNS: 'common',
      resources: { en: { common } },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false },
    });
  return i18next;
}

/** Loads the texts of an area before its screen renders, so that the screen does not wait for them again. */
export const loadTexts = (...namespaces: Namespace[]): Promise<void> => i18next.loadNamespaces(namespaces);

/** The locale for dates and numbers. */
export const locale = (): string => i18next.language || 'en';
