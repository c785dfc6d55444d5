import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/lib/dates';
import { Chart, type Pointing } from './chart';
import { FORMATS, type Panel } from './panels';
import { PanelTable } from './panel-table';
import { lastAndMax } from './scale';

const DOTS = ['bg-data-2', 'bg-data-1', 'bg-data-3', 'bg-data-5', 'bg-data-4', 'bg-data-6'] as const;

interface ChartPanelProps {
  panel: Panel;
  times: readonly number[];
  restarts: readonly number[];
  pointing: Pointing;
  onPoint: (next: Pointing) => void;
  onZoom: (first: number, last: number) => void;
}

/** One chart with its legend, or the same as a table. Its height does not change with what it shows. */
export function ChartPanel({ panel: { id, unit, lines }, times, restarts, pointing, onPoint, onZoom }: ChartPanelProps) {
  const { t } = useTranslation('telemetry');
  const [table, setTable] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const format = FORMATS[unit];
  const words = (value: number | null) => (value === null ? t('none') : format(value));
  const title = t(`panels.${id}` as 'panels.requests');
  const nameOf = ({ name, isModel }: Panel['lines'][number]) => (isModel ? name : t(`lines.${name}` as 'lines.requests'));
  const found = lines.findIndex(({ name }) => name === chosen);
  const alone = found < 0 ? undefined : found;
  const empty = lines.every(({ values }) => values.every((value) => value === null));
  const read = Math.min(times.length - 1, Math.max(0, pointing.read));
  const time = absoluteTime(new Date(times[read]!).toISOString());
  const readText = `${time}: ${lines.map((line) => `${nameOf(line)} ${words(line.values[read] ?? null)}`).join(', ')}`;
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2 border-t border-line pt-3">
      <div className="flex items-center justify-between gap-3">
        <h2 className="text-ui font-semibold">{title}</h2>
        <button type="button" aria-label={`${title}: ${t(table ? 'asChart' : 'asTable')}`} className="h-6 text-meta text-ink-2 underline underline-offset-3 hover:text-ink touch:h-11" onClick={() => setTable(!table)}>
          {t(table ? 'asChart' : 'asTable')}
        </button>
      </div>
      <div className="h-45 md:h-52">
        {empty ? (
          <p className="flex h-full items-center justify-center rounded-panel border border-dashed border-line text-ui text-ink-3">{t('noData')}</p>
        ) : table ? (
          <PanelTable title={title} names={lines.map(nameOf)} lines={lines} times={times} words={words} />
        ) : (
          <Chart label={title} lines={lines} alone={alone} times={times} restarts={restarts} format={format} pointing={pointing} readText={readText} onPoint={onPoint} onZoom={onZoom} />
        )}
      </div>
      <ul className="tabular flex min-h-12 flex-wrap content-start items-center gap-x-4 gap-y-1 text-meta">
        {lines.map((line, index) => {
          const { last, max } = lastAndMax(line.values);
          return (
            <li key={line.name}>
              <button
                type="button"
                aria-pressed={alone === index}
                onClick={() => setChosen(alone === index ? undefined : line.name)}
                className={`flex min-h-6 items-center gap-1.5 hover:text-ink touch:min-h-11 ${alone === undefined || alone === index ? 'text-ink-2' : 'text-ink-3 line-through'}`}
              >
                <span aria-hidden className={`size-2 shrink-0 rounded-[2px] forced-colors:border ${DOTS[index]}`} />
                {nameOf(line)}
                <span className="font-mono text-ink">{words(line.values[read] ?? null)}</span>
                <span className="text-ink-3">{t('lastMax', { last: words(last), max: words(max) })}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
