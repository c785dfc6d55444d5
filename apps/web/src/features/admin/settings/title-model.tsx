import { type Setting } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { Select } from '@/components/ui/select';
import { modelsQuery } from '@/lib/queries';
import { SettingState } from './setting-state';
import { useSaveSetting } from './api';

/** Which model names new chats, if any. */
export function TitleModel({ setting }: { setting: Setting }) {
  const { t } = useTranslation('admin');
  const { data: models = [] } = useQuery(modelsQuery);
  const save = useSaveSetting(setting.key);
  const value = save.isPending ? String(save.variables) : String(setting.value);
  const able = models.filter(({ capabilities }) => capabilities.length === 0 || capabilities.includes('completion'));
  const options = [
    { value: 'same', label: t('portal.titles.same') },
    { value: 'off', label: t('portal.titles.off') },
    ...able.map(({ name, display_name }) => ({ value: name, label: display_name })),
  ];
  const isGone = !options.some((option) => option.value === value);
  if (isGone) options.push({ value, label: value });
  return (
    <Section title={t('portal.titles.title')} lead={t('portal.titles.text')}>
      {save.isError && <ErrorNotice error={save.error} />}
      <Select
        label={t('portal.titles.model')}
        value={value}
        options={options}
        onChange={(next) => save.mutate(next)}
        disabled={setting.source === 'environment' || save.isPending}
        className="w-72 max-w-full"
      />
      <SettingState setting={setting} saved={save.isSuccess} />
    </Section>
  );
}
