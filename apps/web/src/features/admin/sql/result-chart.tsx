import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { Select } from '@/components/ui/select';
import { formatNumber } from '@/lib/format';
import { prefersReducedMotion } from '@/lib/use-media';
import { isNumeric, type Column, type Row } from './cells';
import { chartPoints, defaultChart, MOST_POINTS } from './chart-data';

const AXIS = { stroke: 'var(--line-strong)', tick: { fill: 'var(--ink-2)', fontSize: 12 }, tickLine: false } as const;
const TIP = {
  backgroundColor: 'var(--surface)',
  border: '1px solid var(--line)',
  borderRadius: 6,
  color: 'var(--ink)',
  fontSize: 12,
};

/** A result as a picture; the grid beside it is its table. */
export default function ResultChart({ columns, rows }: { columns: readonly Column[]; rows: readonly Row[] }) {
  const { t } = useTranslation('sql');
  const first = defaultChart(columns, rows);
  const [chosen, choose] = useState(first);
  if (!first || !chosen) return <p className="text-ui text-ink-3">{t('chart.none')}</p>;
  const data = chartPoints(rows, chosen);
  const name = (index: number) => columns[index]!.name;
  const options = columns.map((column, index) => ({ value: String(index), label: column.name }));
  const Chart = chosen.kind === 'bar' ? BarChart : LineChart;
  const moving = !prefersReducedMotion();
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label={t('chart.x')}
          value={String(chosen.x)}
          options={options}
          onChange={(x) => choose({ ...chosen, x: Number(x) })}
        />
        <Select
          label={t('chart.y')}
          value={String(chosen.y)}
          options={options.filter((_, i) => isNumeric(columns[i]!.type))}
          onChange={(y) => choose({ ...chosen, y: Number(y) })}
        />
        <Select
          label={t('chart.kind')}
          value={chosen.kind}
          options={(['bar', 'line'] as const).map((kind) => ({ value: kind, label: t(`chart.${kind}`) }))}
          onChange={(kind) => choose({ ...chosen, kind })}
        />
        {rows.length > MOST_POINTS && (
          <p className="text-meta text-ink-3">{t('chart.first', { count: MOST_POINTS })}</p>
        )}
      </div>
      <div role="img" aria-label={t('chart.label', { x: name(chosen.x), y: name(chosen.y) })} className="h-80">
        <ResponsiveContainer width="100%" height="100%">
          <Chart data={data} margin={{ top: 8, right: 8, bottom: 8, left: 8 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis dataKey="x" {...AXIS} minTickGap={24} />
            <YAxis
              {...AXIS}
              width={64}
              tickFormatter={(value: number) => formatNumber(value, { notation: 'compact' })}
            />
            <Tooltip
              contentStyle={TIP}
              cursor={{ fill: 'var(--sunken)', stroke: 'var(--line)' }}
              isAnimationActive={false}
            />
            {chosen.kind === 'bar' ? (
              <Bar
                dataKey="y"
                name={name(chosen.y)}
                fill="var(--data-2)"
                maxBarSize={48}
                isAnimationActive={moving}
                animationDuration={180}
              />
            ) : (
              <Line
                dataKey="y"
                name={name(chosen.y)}
                stroke="var(--data-2)"
                strokeWidth={2}
                dot={data.length < 60}
                isAnimationActive={moving}
                animationDuration={180}
              />
            )}
          </Chart>
        </ResponsiveContainer>
      </div>
    </div>
  );
}
