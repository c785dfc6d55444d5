import { useTranslation } from 'react-i18next';
import { DATE_RANGES, type DateRange, type DateSearch } from '@/lib/url';
import { Day } from './day';
import { Select } from './select';

const ANY = '';

interface DateFilterProps {
  search: DateSearch;
  onChange: (change: DateSearch) => void;
}

/** Filters by date: a common range or two chosen days. */
export function DateFilter({ search: { date, from, to }, onChange }: DateFilterProps) {
  const { t } = useTranslation('frame');
  return (
    <>
      <Select
        label={t('dates.label')}
        size="pill"
        highlighted={date !== undefined}
        value={date ?? ANY}
        options={[
          { value: ANY, label: t('dates.any') },
          ...DATE_RANGES.map((range) => ({ value: range, label: t(`dates.range.${range}`) })),
        ]}
        onChange={(next) =>
          onChange({ date: (next || undefined) as DateRange | undefined, from: undefined, to: undefined })
        }
      />
      {date === 'own' && (
        <>
          <Day label={t('dates.from')} value={from} max={to} onChange={(day) => onChange({ from: day })} />
          <Day label={t('dates.to')} value={to} min={from} onChange={(day) => onChange({ to: day })} />
        </>
      )}
    </>
  );
}
