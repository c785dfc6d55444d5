import { type Setting } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { SettingState } from './setting-state';
import { useSaveSetting } from './api';

const MODES = ['open', 'approval', 'closed'] as const;

/** Who may create an account. */
export function Registration({ setting }: { setting: Setting }) {
  const { t } = useTranslation('admin');
  const save = useSaveSetting(setting.key);
  const fixed = setting.source === 'environment';
  const value = save.isPending ? save.variables : String(setting.value);
  return (
    <Section title={t('portal.registration')} lead={t('portal.registrationText')}>
      {save.isError && <ErrorNotice error={save.error} />}
      <fieldset disabled={fixed || save.isPending} className="flex flex-col">
        <legend className="sr-only">{t('portal.registration')}</legend>
        {MODES.map((mode) => (
          <label key={mode} className="flex min-h-11 items-center gap-3 border-b border-line">
            <input
              type="radio"
              name="registration"
              value={mode}
              checked={value === mode}
              onChange={() => save.mutate(mode)}
              className="size-4 accent-ink"
            />
            {t(`portal.mode.${mode}`)}
          </label>
        ))}
      </fieldset>
      <SettingState setting={setting} saved={save.isSuccess} />
    </Section>
  );
}
