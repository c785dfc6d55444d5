import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BAR_COLORS } from '@/components/chart/colors';
import { SeriesDot } from '@/components/chart/series-dot';
import { Button } from '@/components/ui/button';
import { formatList, formatNumber } from '@/lib/format';
import { Segments } from '../parts/segments';
import { DayBars } from './day-bars';
import { DayTable } from './day-table';
import { formatUtcDay } from './format-utc-day';
import { type Metric, METRICS, OTHERS, seriesOf, type UsageRow } from './figures';
import { type Period, today } from './period';

interface UsageChartProps {
  rows: readonly UsageRow[];
  period: Period;
  picked: string | undefined;
  onPick: (day: string | undefined) => void;
}

/** A metric by day and model, as bars or as a table. */
export function UsageChart({ rows, period, picked, onPick }: UsageChartProps) {
  const { t } = useTranslation('usage');
  const [metric, setMetric] = useState<Metric>('requests');
  const [table, setTable] = useState(false);
  const [reading, setReading] = useState<number>();
  const { days } = period;
  const series = useMemo(() => seriesOf(rows, days, metric), [rows, days, metric]);
  const label = t('chartLabel', { metric: t(`metric.${metric}`) });
  const read = Math.min(reading ?? days.length - 1, days.length - 1);
  const day = days[read]!;
  const named = series.map(({ model, values }, index) => ({
    name: model === OTHERS ? t('others') : model,
    value: values[read]!,
    color: BAR_COLORS[index]!,
  }));
  const title = day === today() ? t('today') : formatUtcDay(day, 'long');
  const parts = named.filter(({ value }) => value > 0).map(({ name, value }) => `${name} ${formatNumber(value)}`);
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="me-auto text-ui font-semibold">{t('chart')}</h2>
        <Segments
          label={t('metricLabel')}
          value={metric}
          options={METRICS.map((value) => ({ value, label: t(`metric.${value}`) }))}
          onChange={setMetric}
        />
        <Button size="sm" variant="quiet" onClick={() => setTable(!table)}>
          {t(table ? 'asChart' : 'asTable')}
        </Button>
      </div>
      {table ? (
        <DayTable label={label} days={days} series={series} />
      ) : (
        <>
          <div className="overflow-x-auto pt-5">
            <DayBars
              label={label}
              days={days}
              series={series}
              read={read}
              readText={`${title}: ${formatList(parts) || t('nothing')}`}
              picked={picked}
              onRead={setReading}
              onPick={(next) => onPick(next === picked ? undefined : next)}
            />
          </div>
          <div className="tabular flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1 text-console">
            <span className="font-medium">{title}</span>
            {named.map(({ name, value, color }) => (
              <span key={name} className="flex items-center gap-1.5 text-ink-2">
                <SeriesDot color={color} />
                {name} <span className="font-mono">{formatNumber(value)}</span>
              </span>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
