import { type Setting } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { Select } from '@/components/ui/select';
import { modelsQuery } from '@/lib/queries';
import { SettingState } from './setting-state';
import { useSaveSetting } from './api';

/** What a model is chosen for: the value that leaves it to the portal, and what it must be able to do. */
const USES = {
  titles: { first: 'same', ability: 'completion' },
  vectors: { first: 'auto', ability: 'embedding' },
} as const;

/** Which model names new chats, or makes the vectors of files, if any. */
export function ModelSetting({ setting, of }: { setting: Setting; of: keyof typeof USES }) {
  const { first, ability } = USES[of];
  const { t } = useTranslation('admin');
  const { data: models = [] } = useQuery(modelsQuery);
  const save = useSaveSetting(setting.key);
  const value = save.isPending ? String(save.variables) : String(setting.value);
  const able = models.filter(({ capabilities }) => capabilities.length === 0 || capabilities.includes(ability));
  const options = [
    { value: first, label: t(`portal.${of}.first`) },
    { value: 'off', label: t(`portal.${of}.off`) },
    ...able.map(({ name, display_name }) => ({ value: name, label: display_name })),
  ];
  const isGone = !options.some((option) => option.value === value);
  if (isGone) options.push({ value, label: value });
  return (
    <Section title={t(`portal.${of}.title`)} lead={t(`portal.${of}.text`)}>
      {save.isError && <ErrorNotice error={save.error} />}
      <Select
        label={t(`portal.${of}.model`)}
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
