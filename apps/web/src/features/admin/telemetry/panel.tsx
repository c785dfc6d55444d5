import { CatchBoundary } from '@tanstack/react-router';
import { Link2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { absoluteTime } from '@/lib/dates';
import { Chart, ChartSkeleton } from './chart';
import { Legend } from './legend';
import { FORMATS, type Line, type Panel } from './panels';
import { PanelTable } from './panel-table';
import { type PlotProps } from './plot';
import { perWords } from './time-words';
import { Timeline } from './timeline';

interface ChartPanelProps extends Omit<PlotProps, 'label' | 'readText'> {
  panel: Panel;
  /** Seconds of a point; unknown before there are figures. */
  step: number | undefined;
  /** Why there are no figures at all. */
  problem: string | undefined;
  /** How old the figures are, when they should be newer. */
  stale: string | undefined;
  /** The address of this panel with the range that is shown. */
  link: () => string;
  /** An address led here. */
  marked: boolean;
}

const MESSAGE =
  'flex h-full items-center justify-center rounded-panel border border-dashed border-line px-4 text-center text-ui text-ink-3';

/** One chart with its legend, or the same as a table. Its height does not change with what it shows. */
export function ChartPanel({ panel, step, problem, stale, link, marked, ...plot }: ChartPanelProps) {
  const { t } = useTranslation('telemetry');
  const [table, setTable] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const { id, unit, bars, lines } = panel;
  const { times, pointing } = plot;
  const format = FORMATS[unit];
  const words = (value: number | null) => (value === null ? t('none') : format(value));
  const title = t(`panels.${id}` as 'panels.requests');
  const note =
    step === undefined ? '' : t(`notes.${id}` as 'notes.requests', { step: perWords(step), defaultValue: '' });
  const nameOf = ({ name, isModel }: Line) => (isModel ? name : t(`lines.${name}` as 'lines.requests'));
  const found = lines.findIndex(({ name }) => name === chosen);
  const alone = found < 0 ? undefined : found;
  const read = Math.min(times.length - 1, Math.max(0, pointing.read));
  const body = () => {
    if (problem !== undefined) return <p className={MESSAGE}>{problem}</p>;
    if (times.length === 0) return <ChartSkeleton />;
    if (lines.every(({ values }) => values.every((value) => value === null)))
      return <p className={MESSAGE}>{t(bars ? 'noLoaded' : 'noData')}</p>;
    if (table)
      return (
        <PanelTable
          title={title}
          names={lines.map((line) => (note && !bars ? `${nameOf(line)} (${note})` : nameOf(line)))}
          lines={lines}
          times={times}
          words={words}
        />
      );
    const readText = `${absoluteTime(new Date(times[read]!).toISOString())}: ${lines.map((line) => `${nameOf(line)} ${words(line.values[read] ?? null)}`).join(', ')}`;
    if (bars) return <Timeline label={title} readText={readText} lines={lines} {...plot} />;
    return (
      <Chart
        label={title}
        readText={readText}
        lines={lines}
        alone={alone}
        format={format}
        whole={unit === 'count'}
        {...plot}
      />
    );
  };
  const legend = (shown: readonly Line[]) => (
    <Legend
      panel={{ ...panel, lines: shown }}
      nameOf={nameOf}
      words={words}
      read={read}
      alone={alone}
      onIsolate={({ name }) => setChosen(name === chosen ? undefined : name)}
    />
  );
  // What could not be drawn is tried again with other figures.
  const resetKey = () => times.at(-1) ?? 0;
  return (
    <section
      id={id}
      aria-label={title}
      aria-current={marked || undefined}
      tabIndex={marked ? -1 : undefined}
      className={`flex min-w-0 flex-col gap-2 border-t pt-2 outline-offset-4 ${bars ? 'lg:col-span-2' : ''} ${marked ? 'border-accent' : 'border-line'}`}
    >
      <div className="flex h-8 items-center gap-2 touch:h-11">
        <h2 className={`truncate text-ui font-semibold ${marked ? 'rounded-control bg-accent-wash px-1' : ''}`}>
          {title}
        </h2>
        <span className="min-w-0 flex-1 truncate text-meta text-ink-3">{stale ?? note}</span>
        <CopyButton text={link} icon={Link2} label={t('copyLink', { title })} />
        <button
          type="button"
          aria-label={`${title}: ${t(table ? 'asChart' : 'asTable')}`}
          className="h-6 text-meta text-ink-2 underline underline-offset-3 hover:text-ink touch:h-11"
          onClick={() => setTable(!table)}
        >
          {t(table ? 'asChart' : 'asTable')}
        </button>
      </div>
      <div className={`h-45 transition-opacity md:h-52 ${stale ? 'opacity-60' : ''}`}>
        <CatchBoundary getResetKey={resetKey} errorComponent={() => <p className={MESSAGE}>{t('broken')}</p>}>
          <Drawn draw={body} />
        </CatchBoundary>
      </div>
      <CatchBoundary getResetKey={resetKey} errorComponent={() => legend([])}>
        {legend(lines)}
      </CatchBoundary>
    </section>
  );
}

/** Drawn inside the boundary, so that what cannot be drawn stays in its frame. */
const Drawn = ({ draw }: { draw: () => ReactNode }) => draw();
