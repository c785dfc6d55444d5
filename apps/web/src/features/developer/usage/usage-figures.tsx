import { useTranslation } from 'react-i18next';
import { Spark } from '@/components/chart/spark';
import { formatNumber } from '@/lib/format';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { dailyOf, deltaOf, isPriced, METRICS, type Sums, sumsOf, type UsageRow } from './figures';
import { type Period } from './period';

// Only where something costs anything.
const CostLine = lateComponent(importWithTexts('usage', () => import('./cost-line').then((it) => it.CostLine)));

interface UsageFiguresProps {
  rows: readonly UsageRow[];
  before: readonly UsageRow[];
  period: Period;
  /** ISO 4217; `null`: no amounts are shown. */
  currency: string | null;
}

/** The three totals, each with its change and a sparkline, and what that has cost. */
export function UsageFigures({ rows, before, period, currency }: UsageFiguresProps) {
  const { t } = useTranslation('usage');
  const now = sumsOf(rows);
  const past = sumsOf(before);
  return (
    <>
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
      {isPriced(rows, currency) && <CostLine rows={rows} currency={currency} fallback={null} />}
    </>
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
