import { type OverviewDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Spark } from '@/components/chart/spark';
import { formatDuration, formatNumber } from '@/lib/format';

const NAMES = ['requests', 'tokens', 'errors', 'ttft_p95_ms', 'people'] as const;

const formatted = (name: (typeof NAMES)[number], value: number): string =>
  name === 'ttft_p95_ms'
    ? formatDuration(value)
    : formatNumber(value, { notation: value >= 100_000 ? 'compact' : 'standard', maximumFractionDigits: 1 });

/** The five figures of the last day. */
export function DayFigures({ figures }: { figures: OverviewDto['figures'] }) {
  const { t } = useTranslation('overview');
  return (
    <dl className="grid grid-cols-2 gap-y-4 border-y border-line py-4 sm:grid-cols-3 lg:grid-cols-5">
      {NAMES.map((name) => {
        const value = figures[name].value;
        const isFault = name === 'errors' && value !== null && value > 0;
        return (
          <div key={name} className="flex min-w-0 flex-col gap-1">
            <dt className="text-meta text-ink-3">{t(`figure.${name}`)}</dt>
            <dd className="flex flex-col gap-1">
              <span className={`tabular font-mono text-page whitespace-nowrap ${isFault ? 'text-danger' : ''}`}>
                {value === null ? t('unknown') : formatted(name, value)}
              </span>
              {/* Without the hour that is not over, which would always fall. */}
              <Spark values={figures[name].series.slice(0, -1)} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
