import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Day } from '@/components/ui/day';
import { Select } from '@/components/ui/select';
import { NO_KEY, USAGE_DAYS, type UsageDays, type UsageSearch } from './url';
import { keysQuery } from '../keys/api';
import { type UsageRow } from './figures';
import { type Period, today } from './period';

const ANY = '';
const OWN = 'own';

interface UsageFiltersProps {
  search: UsageSearch;
  period: Period;
  rows: readonly UsageRow[];
  onChange: (change: Partial<UsageSearch>) => void;
}

/** Filters by period, key and model, all of them in the address. */
export function UsageFilters({ search, period, rows, onChange }: UsageFiltersProps) {
  const { t } = useTranslation('usage');
  const keys = useQuery(keysQuery).data ?? [];
  const own = search.from !== undefined || search.to !== undefined;
  const models = [
    ...new Set([...rows.flatMap(({ model }) => model ?? []), ...(search.model ? [search.model] : [])]),
  ].sort();
  const gone =
    search.key && search.key !== NO_KEY && !keys.some(({ id }) => id === search.key)
      ? [{ value: search.key, label: t('goneKey') }]
      : [];
  const choosePeriod = (value: string) => {
    if (value === OWN) onChange({ from: period.from, to: period.to, days: undefined });
    else onChange({ days: Number(value) as UsageDays, from: undefined, to: undefined });
  };
  return (
    <div
      role="group"
      aria-label={t('filters')}
      className="-mx-4 flex items-center gap-2 overflow-x-auto px-4 py-1 md:-mx-6 md:px-6"
    >
      <Select
        label={t('period')}
        size="pill"
        value={own ? OWN : String(search.days ?? 30)}
        options={[
          ...USAGE_DAYS.map((days) => ({ value: String(days), label: t('days', { count: days }) })),
          { value: OWN, label: t('own') },
        ]}
        onChange={choosePeriod}
      />
      {own && (
        <>
          <Day
            label={t('from')}
            value={search.from}
            max={search.to ?? today()}
            onChange={(from) => onChange({ from })}
          />
          <Day label={t('to')} value={search.to} min={search.from} max={today()} onChange={(to) => onChange({ to })} />
        </>
      )}
      <Select
        label={t('key')}
        size="pill"
        highlighted={search.key !== undefined}
        value={search.key ?? ANY}
        options={[
          { value: ANY, label: t('anyKey') },
          { value: NO_KEY, label: t('byHand') },
          ...keys.map(({ id, name }) => ({ value: id, label: name })),
          ...gone,
        ]}
        onChange={(key) => onChange({ key: key || undefined })}
      />
      <Select
        label={t('model')}
        size="pill"
        highlighted={search.model !== undefined}
        value={search.model ?? ANY}
        options={[{ value: ANY, label: t('anyModel') }, ...models.map((model) => ({ value: model, label: model }))]}
        onChange={(model) => onChange({ model: model || undefined })}
      />
    </div>
  );
}
