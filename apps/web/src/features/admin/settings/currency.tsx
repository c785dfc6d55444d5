import { type Setting } from '@pocket-llm/api-client';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { Select } from '@/components/ui/select';
import { locale } from '@/lib/i18n';
import { SettingState } from './setting-state';
import { useSaveSetting } from './api';

/** A select cannot have the empty value. */
const NONE = '-';

/** In which currency the prices of models are. */
export function Currency({ setting }: { setting: Setting }) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const save = useSaveSetting(setting.key);
  const value = save.isPending ? String(save.variables) : String(setting.value);
  const options = useMemo(() => {
    const names = new Intl.DisplayNames(locale(), { type: 'currency' });
    const named = Intl.supportedValuesOf('currency').map((code) => ({
      value: code,
      label: `${names.of(code)} (${code})`,
    }));
    return named.sort((a, b) => a.label.localeCompare(b.label, locale()));
  }, []);
  return (
    <Section title={t('currency.title')} lead={t('currency.text')}>
      {save.isError && <ErrorNotice error={save.error} />}
      <Select
        label={t('currency.title')}
        value={value || NONE}
        options={[{ value: NONE, label: t('currency.none') }, ...options]}
        onChange={(next) => save.mutate(next === NONE ? '' : next)}
        disabled={setting.source === 'environment' || save.isPending}
        className="w-72 max-w-full"
      />
      <SettingState setting={setting} saved={save.isSuccess} />
    </Section>
  );
}
