import { type Setting } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { SettingState } from './setting-state';
import { useSaveSetting } from './api';

/** The numeric settings with their minimum and maximum. */
export const NUMBERS = {
  cache_ttl_seconds: [0, 31_536_000],
  llm_max_parallel: [1, 1024],
  llm_max_queue: [0, 100_000],
  llm_max_parallel_per_user: [1, 1024],
  llm_max_queue_per_user: [0, 100_000],
} as const;
export type NumberKey = keyof typeof NUMBERS;

/** Edits a numeric setting. */
export function NumberSetting({ setting, name }: { setting: Setting; name: NumberKey }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const save = useSaveSetting(setting.key);
  const [typed, setTyped] = useState(String(setting.value));
  const [least, most] = NUMBERS[name];
  const value = /^\d+$/.test(typed.trim()) ? Number(typed) : NaN;
  const wrong = !(value >= least && value <= most);
  const fixed = setting.source === 'environment';
  return (
    <form
      noValidate
      className="flex flex-col gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) save.mutate(value);
      }}
    >
      {save.isError && <ErrorNotice error={save.error} />}
      <div className="flex items-start gap-2">
        <TextField
          label={t(`portal.number.${name}`)}
          inputMode="numeric"
          autoComplete="off"
          disabled={fixed}
          value={typed}
          className="w-72"
          error={wrong ? t('portal.numberWrong', { least, most }) : undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button
          type="submit"
          className="mt-6.5"
          busy={save.isPending}
          disabled={fixed || wrong || value === setting.value}
        >
          {common('save')}
        </Button>
      </div>
      <SettingState setting={setting} saved={save.isSuccess} />
    </form>
  );
}
