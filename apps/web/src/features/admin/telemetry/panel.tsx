import { CatchBoundary } from '@tanstack/react-router';
import { Link2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LineChartSkeleton } from '@/components/chart/line-chart';
import { rangeRead } from '@/components/chart/pointing';
import { CopyButton } from '@/components/ui/copy-button';
import { cn } from '@/lib/cn';
import { formatList } from '@/lib/format';
import { absoluteTime, clockTime } from '@/lib/dates';
import { Legend } from './legend';
import { PanelChart, type PlotProps } from './panel-chart';
import { PanelTable } from './panel-table';
import { FORMATS, type Line, type Panel } from './panels';
import { formatPerStep } from './format-time';

interface ChartPanelProps extends PlotProps {
  panel: Panel;
  /** Seconds per point; undefined before data arrives. */
  step: number | undefined;
  /** Why there is no data. */
  problem: string | undefined;
  /** The age of the data, when it is outdated. */
  stale: string | undefined;
  /** The address of this panel with the current range. */
  link: () => string;
  /** Whether the address points to this panel. */
  marked: boolean;
}

/** One chart with its legend, or the same data as a table. Its height does not depend on its content. */
export function ChartPanel({ panel, step, problem, stale, link, marked, ...plot }: ChartPanelProps) {
  const { t } = useTranslation('telemetry');
  const [table, setTable] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const { id, bars, lines } = panel;
  const { times, pointing } = plot;
  const texts = usePanelTexts(panel, step);
  const alone = lines.find(({ name }) => name === chosen);
  const read = rangeRead(pointing, times.length).at;
  const legend = (shown: readonly Line[]) => (
    <Legend
      panel={{ ...panel, lines: shown }}
      nameOf={texts.nameOf}
      words={texts.words}
      read={read}
      readTime={read < times.length - 1 ? clockTime(new Date(times[read]!).toISOString()) : undefined}
      alone={alone}
      onIsolate={({ name }) => setChosen(name === chosen ? undefined : name)}
    />
  );
  // Retry drawing when the data changes.
  const resetKey = () => times.at(-1) ?? 0;
  return (
    <section
      id={id}
      aria-label={texts.title}
      aria-current={marked || undefined}
      tabIndex={marked ? -1 : undefined}
      className={cn(
        'flex min-w-0 flex-col gap-2 border-t pt-2 outline-offset-4',
        bars && 'lg:col-span-2',
        marked ? 'border-accent' : 'border-line',
      )}
    >
      <PanelHead title={texts.title} note={stale ?? texts.note} link={link} marked={marked}>
        <button
          type="button"
          aria-label={`${texts.title}: ${t(table ? 'asChart' : 'asTable')}`}
          className="h-6 text-meta text-ink-2 underline underline-offset-3 hover:text-ink touch:h-11"
          onClick={() => setTable(!table)}
        >
          {t(table ? 'asChart' : 'asTable')}
        </button>
      </PanelHead>
      <div className={cn('h-45 transition-opacity md:h-52', stale && 'opacity-60')}>
        <CatchBoundary getResetKey={resetKey} errorComponent={() => <Message>{t('broken')}</Message>}>
          <PanelBody
            panel={panel}
            texts={texts}
            problem={problem}
            asTable={table}
            alone={alone}
            read={read}
            {...plot}
          />
        </CatchBoundary>
      </div>
      <CatchBoundary getResetKey={resetKey} errorComponent={() => legend([])}>
        {legend(lines)}
      </CatchBoundary>
    </section>
  );
}

/** A panel's texts: its title, the meaning of a point, names and numbers of its lines. */
function usePanelTexts({ id, unit }: Panel, step: number | undefined) {
  const { t } = useTranslation('telemetry');
  return {
    title: t(`panels.${id}` as 'panels.requests'),
    note:
      step === undefined ? '' : t(`notes.${id}` as 'notes.requests', { step: formatPerStep(step), defaultValue: '' }),
    words: (value: number | null) => (value === null ? t('none') : FORMATS[unit](value)),
    nameOf: ({ name, isModel }: Line) => (isModel ? name : t(`lines.${name}` as 'lines.requests')),
  };
}

interface PanelHeadProps {
  title: string;
  note: string;
  link: () => string;
  marked: boolean;
  children: ReactNode;
}

function PanelHead({ title, note, link, marked, children }: PanelHeadProps) {
  const { t } = useTranslation('telemetry');
  return (
    <div className="flex h-8 items-center gap-2 touch:h-11">
      <h2 className={cn('truncate text-ui font-semibold', marked && 'rounded-control bg-accent-wash px-1')}>{title}</h2>
      <span className="min-w-0 flex-1 truncate text-meta text-ink-3">{note}</span>
      <CopyButton text={link} icon={Link2} label={t('copyLink', { title })} />
      {children}
    </div>
  );
}

const Message = ({ children }: { children: string }) => (
  <p
    className={cn(
      'flex h-full items-center justify-center rounded-panel border border-dashed border-line px-4',
      'text-center text-ui text-ink-3',
    )}
  >
    {children}
  </p>
);

interface PanelBodyProps extends PlotProps {
  panel: Panel;
  texts: ReturnType<typeof usePanelTexts>;
  problem: string | undefined;
  asTable: boolean;
  alone: Line | undefined;
  read: number;
}

/** A separate component, so that the error boundary around it catches errors while drawing. */
function PanelBody({ panel, texts, problem, asTable, alone, read, ...plot }: PanelBodyProps) {
  const { t } = useTranslation('telemetry');
  const { bars, lines, unit } = panel;
  const { title, note, nameOf, words } = texts;
  const { times } = plot;
  if (problem !== undefined) return <Message>{problem}</Message>;
  if (times.length === 0) return <LineChartSkeleton />;
  if (lines.every(({ values }) => values.every((value) => value === null)))
    return <Message>{t(bars ? 'noLoaded' : 'noData')}</Message>;
  if (asTable) {
    const names = lines.map((line) => (note && !bars ? `${nameOf(line)} (${note})` : nameOf(line)));
    return <PanelTable title={title} names={names} lines={lines} times={times} words={words} />;
  }
  const values = formatList(lines.map((line) => `${nameOf(line)} ${words(line.values[read] ?? null)}`));
  const valueText = `${absoluteTime(new Date(times[read]!).toISOString())}: ${values}`;
  return (
    <PanelChart panel={panel} label={title} valueText={valueText} alone={alone} format={FORMATS[unit]} {...plot} />
  );
}
