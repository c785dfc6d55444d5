import { useTranslation } from 'react-i18next';
import { chooseLanguage, chosenLanguage, type Language, LANGUAGES } from '@/lib/i18n/languages';
import { Select } from './select';

/** Each language in its own words. */
const OWN_NAMES: Record<Language, string> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  'zh-CN': '简体中文',
  ja: '日本語',
  ar: 'العربية',
};

const OPTIONS = LANGUAGES.map((value) => ({ value, label: OWN_NAMES[value] }));

function change(language: Language | 'browser'): void {
  chooseLanguage(language === 'browser' ? undefined : language);
  // Every text, date and number on the page changes; what was typed is a draft.
  window.location.reload();
}

/**
 * Chooses the language of the texts on this device.
 * @param props.named shows the language that is spoken now, where a person who cannot read it looks for the own one
 */
export function LanguageSelect({ named = false }: { named?: boolean }) {
  const { t } = useTranslation('settings');
  return (
    <Select
      label={t('language.label')}
      value={(named ? LANGUAGES.find((one) => one === document.documentElement.lang) : chosenLanguage()) ?? 'browser'}
      onChange={change}
      options={named ? OPTIONS : [{ value: 'browser' as const, label: t('language.browser') }, ...OPTIONS]}
    />
  );
}
