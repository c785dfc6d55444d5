import { create } from 'zustand';
import { readStored, writeStored } from '@/lib/storage';

export const LANGUAGES = ['curl', 'python', 'javascript'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'pocket-llm.code-language';

/** The language of the examples, shared by all pages. */
export const useLanguage = create<{ language: Language }>(() => ({
  language: LANGUAGES.find((language) => language === readStored(KEY)) ?? 'curl',
}));

/** Chooses the language and stores it on this device. */
export function setLanguage(language: Language): void {
  useLanguage.setState({ language });
  writeStored(KEY, language);
}
