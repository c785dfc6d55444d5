import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSelect } from '@/components/ui/language-select';
import { Select } from '@/components/ui/select';
import { absoluteTime } from '@/lib/dates';
import { formatNumber } from '@/lib/format';
import { setPrefs, usePrefs } from '@/lib/prefs';
import { useTheme } from '@/lib/theme';

/** The theme. */
export function AppearancePreferences() {
  const { t } = useTranslation('settings');
  const { t: frame } = useTranslation('frame');
  const [theme, setTheme] = useTheme();
  const letters = usePrefs(({ letterKeys }) => letterKeys);
  return (
    <>
      <Row label={t('theme')}>
        <Select
          label={t('theme')}
          value={theme}
          onChange={setTheme}
          options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: frame(`theme.${value}`) }))}
        />
      </Row>
      <Row label={t('letters')}>
        <Select
          label={t('letters')}
          value={letters ? 'on' : 'off'}
          onChange={(value) => setPrefs({ letterKeys: value === 'on' })}
          options={(['on', 'off'] as const).map((value) => ({ value, label: t(`lettersAre.${value}`) }))}
        />
      </Row>
    </>
  );
}

/** The language of the texts, and how dates and numbers are written. */
export function LanguagePreferences() {
  const { t } = useTranslation('settings');
  return (
    <>
      <Row label={t('language.label')}>
        <LanguageSelect />
      </Row>
      <Row label={t('language.example')}>
        <span className="tabular text-ink-2" translate="no">
          {absoluteTime(new Date().toISOString())} · {formatNumber(12_345.6)}
        </span>
      </Row>
    </>
  );
}

/** What the Enter key does, and how the page follows an answer. */
export function ChatPreferences() {
  const { t } = useTranslation('settings');
  const prefs = usePrefs();
  return (
    <div className="flex flex-col">
      <Row label={t('enter')}>
        <Select
          label={t('enter')}
          value={prefs.enterKey}
          onChange={(enterKey) => setPrefs({ enterKey })}
          options={[
            { value: 'send', label: t('enterSend') },
            { value: 'newline', label: t('enterNewline') },
          ]}
        />
      </Row>
      <Row label={t('scroll')}>
        <Select
          label={t('scroll')}
          value={prefs.scrollMode}
          onChange={(scrollMode) => setPrefs({ scrollMode })}
          options={[
            { value: 'hold', label: t('scrollHold') },
            { value: 'follow', label: t('scrollFollow') },
            { value: 'never', label: t('scrollNever') },
          ]}
        />
      </Row>
    </div>
  );
}

const Row = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex min-h-12 flex-wrap items-center justify-between gap-2 border-b border-line py-2">
    <span>{label}</span>
    {children}
  </div>
);
