import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { INPUT } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { absoluteTime } from '@/lib/dates';
import { LOG_RANGES, type LogRange } from './url';
import { type LogSearchState } from './use-log-search';

const CUSTOM = 'custom';

/** The time range: some that end now, or a custom one with its two ends. */
export function RangePicker({ search }: { search: LogSearchState }) {
  const { t } = useTranslation('admin');
  const { range, view } = search;
  const choose = (value: LogRange | typeof CUSTOM) =>
    value === CUSTOM
      ? search.setRange(view?.from ?? new Date(Date.now() - 86_400_000).toISOString(), new Date().toISOString())
      : search.showRange(value);
  return (
    <Select
      label={t('logs.timeRange')}
      value={range ?? CUSTOM}
      options={([...LOG_RANGES, CUSTOM] as const).map((value) => ({ value, label: t(`logs.ranges.${value}`) }))}
      onChange={choose}
      highlighted={range === undefined}
    />
  );
}

/**
 * A time as an input for local times has it, with seconds: ends of the histogram's bars are that fine. The input itself
 * drops seconds of zero, and would take any other form for a change.
 */
const fieldTime = (iso: string): string =>
  new Date(Date.parse(iso) - new Date(iso).getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace(/:00$/, '');

/** The ends of a custom range, and a button that removes it. */
export function CustomRange({ search: { from, to, setRange } }: { search: LogSearchState }) {
  const { t } = useTranslation('admin');
  if (!from && !to) return null;
  const name = t('logs.range', { from: from ? absoluteTime(from) : '…', to: to ? absoluteTime(to) : '…' });
  const ends = { from, to };
  return (
    <div className="flex flex-wrap items-center gap-1">
      {(['from', 'to'] as const).map((end) => (
        <input
          key={end}
          type="datetime-local"
          step={1}
          aria-label={t(`logs.${end}`)}
          className={`${INPUT} tabular h-8 max-w-52 px-2 text-console touch:h-11`}
          value={ends[end] ? fieldTime(ends[end]) : ''}
          onChange={({ target }) => {
            const next = { ...ends, [end]: target.value ? new Date(target.value).toISOString() : undefined };
            // An end beyond the other one opens the range there, so that no input is refused in silence.
            if (next.from && next.to && next.from >= next.to) next[end === 'from' ? 'to' : 'from'] = undefined;
            setRange(next.from, next.to);
          }}
        />
      ))}
      <IconButton icon={X} size="icon" label={t('query.remove', { name })} onClick={() => setRange()} />
    </div>
  );
}
