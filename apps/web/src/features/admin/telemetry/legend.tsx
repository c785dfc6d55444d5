import { type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { SeriesDot } from '@/components/chart/series-dot';
import { cn } from '@/lib/cn';
import { formatBytes } from '@/lib/format';
import { type Line, type Panel } from './panels';

/** The maximum height, so that nothing moves when data arrives. */
const LIST = cn(
  'tabular grid h-[calc(var(--room)*1.5rem)] auto-rows-[1.5rem] gap-x-4 overflow-y-auto text-meta',
  'touch:h-[calc(var(--room)*2.75rem)] touch:auto-rows-[2.75rem]',
);
/** Many lines are in two columns where there is room. */
const TWO_COLUMNS = 'sm:h-[calc(var(--half)*1.5rem)] sm:grid-cols-2 sm:touch:h-[calc(var(--half)*2.75rem)]';
/** From this number of lines on. */
const MANY_LINES = 4;

interface LegendProps {
  panel: Panel;
  nameOf: (line: Line) => string;
  words: (value: number | null) => string;
  /** The current point. */
  read: number;
  /** Its time in words; undefined for the last point. */
  readTime: string | undefined;
  /** The only line that is drawn. */
  alone: Line | undefined;
  onIsolate: (line: Line) => void;
}

/** The last known value and the maximum. */
function lastAndMax(values: readonly (number | null)[]): { last: number | null; max: number | null } {
  const known = values.filter((value) => value !== null);
  return { last: known.at(-1) ?? null, max: known.length > 0 ? Math.max(...known) : null };
}

/** The lines' names, their values at the current point or the last ones, and the largest. A click isolates a line. */
export function Legend({ panel: { lines, bars, room }, nameOf, words, read, readTime, alone, onIsolate }: LegendProps) {
  const { t } = useTranslation('telemetry');
  const isolated = (line: Line) => alone?.name === line.name;
  return (
    <ul
      className={cn(LIST, room >= MANY_LINES && TWO_COLUMNS)}
      style={{ '--room': room, '--half': Math.ceil(room / 2) } as CSSProperties}
    >
      {lines.map((line) => {
        const { last, max } = lastAndMax(line.values);
        const value = (
          <>
            <span className="text-ink-3">{readTime ?? t('last')}</span>
            <span className="font-mono text-ink">
              {words(readTime === undefined ? last : (line.values[read] ?? null))}
            </span>
          </>
        );
        return (
          <li key={line.name} className="flex min-w-0 items-center">
            {bars ? (
              <span className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-ink-2">
                <span className="truncate font-mono">{nameOf(line)}</span>
                {value}
                {line.bytes != null && <span className="text-ink-3">{formatBytes(line.bytes)}</span>}
              </span>
            ) : (
              <button
                type="button"
                aria-pressed={isolated(line)}
                onClick={() => onIsolate(line)}
                className={cn(
                  'flex h-full min-w-0 items-center gap-1.5 whitespace-nowrap hover:text-ink',
                  !alone || isolated(line) ? 'text-ink-2' : 'text-ink-3 line-through',
                )}
              >
                <SeriesDot color={line.color} dashed={line.dashed} />
                <span className="truncate">{nameOf(line)}</span>
                {value}
                <span className="text-ink-3">{t('max')}</span>
                <span className="font-mono text-ink-2">{words(max)}</span>
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
