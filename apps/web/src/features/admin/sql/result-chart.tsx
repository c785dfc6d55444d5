import { Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { labelStep } from '@/components/chart/axis';
import { PlainDrawing } from '@/components/chart/lazy-drawings';
import { Skeleton } from '@/components/ui/skeleton';
import { Select } from '@/components/ui/select';
import { isNumeric, type Column, type Row } from './cells';
import { chartPoints, defaultChart, MAX_POINTS } from './chart-data';

/** A result as a chart. The grid in the other tab has the same data. */
export function ResultChart({ columns, rows }: { columns: readonly Column[]; rows: readonly Row[] }) {
  const { t } = useTranslation('sql');
  const first = defaultChart(columns, rows);
  const [chosen, choose] = useState(first);
  const points = useMemo(() => (chosen ? chartPoints(rows, chosen) : []), [rows, chosen]);
  if (!first || !chosen) return <p className="text-ui text-ink-3">{t('chart.none')}</p>;
  const name = (index: number) => columns[index]!.name;
  const options = columns.map((column, index) => ({ value: String(index), label: column.name }));
  return (
    <div className="flex flex-col gap-3 md:h-full">
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
        {labelStep(points.length) > 1 && (
          <p className="text-meta text-ink-3">{t('chart.everyLabel', { count: labelStep(points.length) })}</p>
        )}
        {rows.length > MAX_POINTS && <p className="text-meta text-ink-3">{t('chart.first', { count: MAX_POINTS })}</p>}
      </div>
      <div
        role="img"
        aria-label={t('chart.label', { x: name(chosen.x), y: name(chosen.y) })}
        className="h-80 md:h-auto md:min-h-64 md:flex-1"
      >
        <Suspense fallback={<Skeleton rows={4} className="h-16" />}>
          <PlainDrawing kind={chosen.kind} points={points} name={name(chosen.y)} />
        </Suspense>
      </div>
    </div>
  );
}
