import { type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { formatBytes } from '@/lib/format';
import { type Line, type Panel } from './panels';
import { lastAndMax } from './scale';

const DOTS = ['bg-data-2', 'bg-data-1', 'bg-data-3', 'bg-data-5', 'bg-data-4', 'bg-data-6'] as const;
/** As high as it will ever be, so that nothing moves when figures come. Many lines stand in two columns where there is room for them. */
const LIST =
  'tabular grid h-[calc(var(--room)*1.5rem)] auto-rows-[1.5rem] gap-x-4 overflow-y-auto text-meta touch:h-[calc(var(--room)*2.75rem)] touch:auto-rows-[2.75rem]';

const TWO = 'sm:h-[calc(var(--half)*1.5rem)] sm:grid-cols-2 sm:touch:h-[calc(var(--half)*2.75rem)]';
const MANY = 4;

interface LegendProps {
  panel: Panel;
  nameOf: (line: Line) => string;
  words: (value: number | null) => string;
  /** The point that is read. */
  read: number;
  alone: number | undefined;
  onIsolate: (line: Line) => void;
}

/** What the lines are, and their values where the pointer is; a click isolates one. */
export function Legend({ panel: { lines, bars, room }, nameOf, words, read, alone, onIsolate }: LegendProps) {
  const { t } = useTranslation('telemetry');
  return (
    <ul
      className={cn(LIST, room >= MANY && TWO)}
      style={{ '--room': room, '--half': Math.ceil(room / 2) } as CSSProperties}
    >
      {lines.map((line, index) => {
        const value = <span className="font-mono text-ink">{words(line.values[read] ?? null)}</span>;
        const { last, max } = lastAndMax(line.values);
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
                aria-pressed={alone === index}
                onClick={() => onIsolate(line)}
                className={`flex h-full min-w-0 items-center gap-1.5 whitespace-nowrap hover:text-ink ${alone === undefined || alone === index ? 'text-ink-2' : 'text-ink-3 line-through'}`}
              >
                <span aria-hidden className={`size-2 shrink-0 rounded-[2px] forced-colors:border ${DOTS[index]}`} />
                <span className="truncate">{nameOf(line)}</span>
                {value}
                <span className="min-w-0 shrink-[1000] truncate text-ink-3">
                  {t('lastMax', { last: words(last), max: words(max) })}
                </span>
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
