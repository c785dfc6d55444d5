import { useTranslation } from 'react-i18next';
import { LANGUAGES, setLanguage, useLanguage } from './language';
import { Segments } from './segments';

/** Chooses the language of the examples. */
export function LanguageSwitch() {
  const { t } = useTranslation('developer');
  const { language } = useLanguage();
  return (
    <Segments
      label={t('language.label')}
      value={language}
      options={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
      onChange={setLanguage}
    />
  );
}
