import { useTranslation } from 'react-i18next';
import { TELEMETRY_RANGES, TELEMETRY_REFRESH, type TelemetryRange, type TelemetrySearch } from './url';
import { DEFAULT_RANGE, DEFAULT_REFRESH_SECONDS, ownRange } from './range';

const OWN = 'own';
type Choice = TelemetryRange | typeof OWN;

export interface RangeProps {
  search: TelemetrySearch;
  /** The current range in milliseconds. */
  shown: { from: number; to: number };
  onChange: (change: Partial<TelemetrySearch>) => void;
}

/** The options for range and refresh, with the selected ones. */
export function useRangeChoices({ search, shown, onChange }: RangeProps) {
  const { t } = useTranslation('telemetry');
  const isOwn = search.from !== undefined && search.to !== undefined;
  return {
    ranges: {
      isOwn,
      value: (isOwn ? OWN : (search.range ?? DEFAULT_RANGE)) as Choice,
      options: ([...TELEMETRY_RANGES, OWN] as const).map((value): { value: Choice; label: string } => ({
        value,
        label: t(`ranges.${value}`),
      })),
      choose: (value: Choice) =>
        onChange(value === OWN ? ownRange(shown.from, shown.to) : { range: value, from: undefined, to: undefined }),
    },
    refreshes: {
      value: String(search.refresh ?? DEFAULT_REFRESH_SECONDS),
      options: TELEMETRY_REFRESH.map((seconds) => ({
        value: String(seconds),
        label: seconds === 0 ? t('refreshOff') : t('refreshSeconds', { seconds }),
      })),
      choose: (value: string) => onChange({ refresh: TELEMETRY_REFRESH.find((seconds) => String(seconds) === value) }),
    },
  };
}
