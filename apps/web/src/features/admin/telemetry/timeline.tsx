import { memo } from 'react';
import { type Line } from './panels';
import { Plot, type PlotProps } from './plot';
import { runsOf, type Presence } from './scale';

/** Thick: all of the time; half as thick: some of it; a hairline: not then. Where nobody looked there is nothing. */
const BARS: Record<Presence, string> = { all: 'h-2 bg-data-2', some: 'h-1 bg-data-2', none: 'h-px bg-line' };

/** A bar for each name, where it was there. */
export function Timeline({ lines, ...plot }: PlotProps & { lines: readonly Line[] }) {
  return (
    <div className="flex h-full flex-col" dir="ltr">
      <Plot {...plot}>
        <Bars lines={lines} count={plot.times.length} />
      </Plot>
    </div>
  );
}

/** Drawn once for the data, not for each movement of the pointer. */
const Bars = memo(function Bars({ lines, count }: { lines: readonly Line[]; count: number }) {
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 flex flex-col gap-1 overflow-hidden">
      {lines.map(({ name, values }) => (
        <div key={name}>
          <p className="h-4 truncate font-mono text-meta text-ink-2">{name}</p>
          <div className="relative flex h-2 items-end">
            {runsOf(values).map(({ first, last, presence }) => (
              <span
                key={first}
                data-presence={presence}
                className={`absolute rounded-[2px] forced-colors:bg-[CanvasText] ${BARS[presence]}`}
                style={{
                  insetInlineStart: `${(first / count) * 100}%`,
                  inlineSize: `${((last - first + 1) / count) * 100}%`,
                }}
              />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
});
