import { type Setting } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Section } from '@/components/ui/page';
import { SettingState } from './setting-state';
import { useSaveSetting } from './api';

const MAX_DAYS = 3650;

const TEXTS = {
  chats: {
    title: 'portal.retention',
    lead: 'portal.retentionText',
    days: 'portal.days',
    forever: 'portal.keptForever',
    kept: 'portal.keptFor',
  },
  logs: {
    title: 'portal.logRetention',
    lead: 'portal.logRetentionText',
    days: 'portal.logDays',
    forever: 'portal.logKeptForever',
    kept: 'portal.logKeptFor',
  },
} as const;

/** How many days unused chats, or lines of the request log, are kept. */
export function Retention({ setting, of }: { setting: Setting; of: keyof typeof TEXTS }) {
  const { t } = useTranslation('admin');
  const text = TEXTS[of];
  const { t: common } = useTranslation();
  const save = useSaveSetting(setting.key);
  const [typed, setTyped] = useState(String(setting.value));
  const fixed = setting.source === 'environment';
  const days = /^\d+$/.test(typed.trim()) ? Number(typed) : NaN;
  const wrong = !(days <= MAX_DAYS);
  return (
    <Section title={t(text.title)} lead={t(text.lead)}>
      {save.isError && <ErrorNotice error={save.error} />}
      <form
        noValidate
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong) save.mutate(days);
        }}
      >
        <TextField
          label={t(text.days)}
          inputMode="numeric"
          autoComplete="off"
          disabled={fixed}
          value={typed}
          className="w-56"
          error={wrong ? t('portal.daysWrong', { max: MAX_DAYS }) : undefined}
          hint={days === 0 ? t(text.forever) : t(text.kept, { count: days })}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button
          type="submit"
          className="mt-6.5"
          busy={save.isPending}
          disabled={fixed || wrong || days === setting.value}
        >
          {common('save')}
        </Button>
      </form>
      <SettingState setting={setting} saved={save.isSuccess} />
    </Section>
  );
}
