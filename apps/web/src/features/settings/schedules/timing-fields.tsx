import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { errorCopy } from '@/lib/error-copy';
import { locale } from '@/lib/i18n';
import { timesQuery } from './api';
import { cronOf, dayName, momentOf, type Timing } from './cron';

const OFTEN = ['daily', 'weekdays', 'weekly', 'custom'] as const;
/** From Monday on. */
const DAYS = [1, 2, 3, 4, 5, 6, 0];

interface TimingFieldsProps {
  timing: Timing;
  timezone: string;
  onChange: (timing: Timing) => void;
}

/** When a prompt is asked, and the next times of it as the server reckons them. */
export function TimingFields({ timing, timezone, onChange }: TimingFieldsProps) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  const { often, time, day, cron } = timing;
  const options = OFTEN.map((value) => ({ value, label: t(`form.${value}`) }));
  const days = DAYS.map((value) => ({ value: String(value), label: dayName(value, locale()) }));
  const change = (more: Partial<Timing>) => onChange({ ...timing, ...more });
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1.5 text-ui font-medium">{t('form.often')}</legend>
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label={t('form.often')}
          value={often}
          options={options}
          onChange={(next) => change({ often: next, ...(next === 'custom' && { cron: cronOf(timing) }) })}
        />
        {often === 'weekly' && (
          <Select
            label={t('form.day')}
            value={String(day)}
            options={days}
            onChange={(next) => change({ day: Number(next) })}
          />
        )}
        {often !== 'custom' && (
          <TextField
            label={t('form.time')}
            hideLabel
            type="time"
            size="sm"
            required
            value={time}
            onChange={(event) => event.target.value && change({ time: event.target.value })}
          />
        )}
      </div>
      {often === 'custom' && (
        <TextField
          label={t('form.cron')}
          hint={t('form.cronHint')}
          dir="ltr"
          spellCheck={false}
          autoComplete="off"
          className="[&_input]:font-mono"
          value={cron}
          onChange={(event) => change({ cron: event.target.value })}
        />
      )}
      <Upcoming cron={cronOf(timing)} timezone={timezone} />
    </fieldset>
  );
}

function Upcoming({ cron, timezone }: { cron: string; timezone: string }) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  const { t: common } = useTranslation();
  const settled = useDeferredValue(cron);
  const query = useQuery(timesQuery(settled, timezone));
  return (
    <div className="flex min-h-16 flex-col gap-1 text-console" role="status">
      {query.isError ? (
        <p className="text-danger">{errorCopy(query.error, common).text}</p>
      ) : (
        query.data && (
          <p className="tabular text-ink-2">
            {t('form.upcoming')}: {query.data.map((iso) => momentOf(iso, locale(), timezone)).join(' · ')}
          </p>
        )
      )}
      <p className="text-meta text-ink-3">{t('form.zone', { zone: timezone })}</p>
    </div>
  );
}
