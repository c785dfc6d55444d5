import { useTranslation } from 'react-i18next';
import { Spark } from '@/components/chart/spark';
import { formatNumber } from '@/lib/format';
import { dailyOf, deltaOf, METRICS, type Sums, sumsOf, type UsageRow } from './figures';
import { type Period } from './period';

interface UsageFiguresProps {
  rows: readonly UsageRow[];
  before: readonly UsageRow[];
  period: Period;
}

/** The three totals, each with its change and a sparkline. */
export function UsageFigures({ rows, before, period }: UsageFiguresProps) {
  const { t } = useTranslation('usage');
  const now = sumsOf(rows);
  const past = sumsOf(before);
  return (
    <dl className="grid gap-y-4 border-y border-line py-4 sm:grid-cols-3">
      {METRICS.map((metric) => (
        <div key={metric} className="flex flex-col">
          <dt className="text-meta text-ink-3">{t(`metric.${metric}`)}</dt>
          <dd className="flex flex-col">
            <span className="flex items-center gap-4">
              <span className="tabular font-mono text-page">{formatNumber(now[metric])}</span>
              <Spark values={dailyOf(rows, period.days, metric)} />
            </span>
            <span className="text-meta text-ink-2">
              <Delta now={now} before={past} metric={metric} days={period.days.length} />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Delta({ now, before, metric, days }: { now: Sums; before: Sums; metric: keyof Sums; days: number }) {
  const { t } = useTranslation('usage');
  const delta = deltaOf(now[metric], before[metric]);
  if (delta === undefined) return t('noDelta', { count: days });
  if (delta === 0) return t('same', { count: days });
  return t('delta', {
    count: days,
    delta: formatNumber(delta, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'always' }),
  });
}
