import { RefreshCw, ZoomOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { INPUT } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { TELEMETRY_RANGES, TELEMETRY_REFRESH, type TelemetryRange, type TelemetrySearch } from '@/lib/search';
import { DEFAULT_RANGE, ownRange, zoomedOut } from './range';
import { fieldTime } from './time-words';

const OWN = 'own';

interface ToolbarProps {
  search: TelemetrySearch;
  /** The range that is shown, in milliseconds. */
  shown: { from: number; to: number };
  onChange: (change: Partial<TelemetrySearch>) => void;
  onRefresh: () => void;
}

/** Range of time and refresh; all of it stands in the address. */
export function Toolbar({ search, shown, onChange, onRefresh }: ToolbarProps) {
  const { t } = useTranslation('telemetry');
  const isOwn = search.from !== undefined && search.to !== undefined;
  const ranges = [...TELEMETRY_RANGES.map((value) => ({ value, label: t(`ranges.${value}`) })), { value: OWN, label: t('ranges.own') }] as { value: TelemetryRange | typeof OWN; label: string }[];
  const field = (end: 'from' | 'to') => (
    <span className="w-52">
      <input
        type="datetime-local"
        aria-label={t(end)}
        className={INPUT}
        value={fieldTime(shown[end])}
        onChange={({ target }) => {
          const next = { ...shown, [end]: Date.parse(target.value) };
          if (next.from < next.to) onChange(ownRange(next.from, next.to));
        }}
      />
    </span>
  );
  return (
    <>
      <Select label={t('range')} value={isOwn ? OWN : (search.range ?? DEFAULT_RANGE)} options={ranges} onChange={(value) => onChange(value === OWN ? ownRange(shown.from, shown.to) : { range: value, from: undefined, to: undefined })} />
      {isOwn && field('from')}
      {isOwn && field('to')}
      <IconButton icon={ZoomOut} label={t('zoomOut')} onClick={() => onChange(zoomedOut(shown))} />
      <Select
        label={t('refreshEvery')}
        value={String(search.refresh ?? 10)}
        options={TELEMETRY_REFRESH.map((seconds) => ({ value: String(seconds), label: seconds === 0 ? t('refreshOff') : t('refreshSeconds', { seconds }) }))}
        onChange={(value) => onChange({ refresh: TELEMETRY_REFRESH.find((seconds) => String(seconds) === value) })}
      />
      <IconButton icon={RefreshCw} label={t('refresh')} onClick={onRefresh} />
    </>
  );
}
