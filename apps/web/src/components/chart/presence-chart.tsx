import { memo } from 'react';
import { type Tick } from './axis';
import { Layers } from './layers';
import { LinesDrawing } from './lazy-drawings';
import { type Presence, runsOf } from './presence';
import { PointSlider, type PointSliderProps } from './point-slider';
import { ReadMark } from './read-mark';

interface Row {
  name: string;
  values: readonly (number | null)[];
}
interface PresenceChartProps extends Omit<PointSliderProps, 'single' | 'className'> {
  rows: readonly Row[];
  ticks: readonly Tick[];
  markers: readonly number[];
}

const NO_SERIES = [] as const;

/** One bar per name that shows when it was present. Has the same axis as the line charts. */
export function PresenceChart({ rows, ticks, markers, ...slider }: PresenceChartProps) {
  const { count, pointing } = slider;
  return (
    <PointSlider {...slider} className="h-full touch-pan-y outline-offset-2">
      <Layers
        labels
        mark={<ReadMark pointing={pointing} count={count} as="crosshair" />}
        drawing={<LinesDrawing count={count} series={NO_SERIES} axis={undefined} ticks={ticks} markers={markers} />}
      />
      <PresenceBars rows={rows} count={count} />
    </PointSlider>
  );
}

/** Full height: present all of the time. Half: part of the time. Hairline: absent. Unknown times stay empty. */
const BARS: Record<Presence, string> = { all: 'h-2 bg-data-2', some: 'h-1 bg-data-2', none: 'h-px bg-line' };

const PresenceBars = memo(function PresenceBars({ rows, count }: { rows: readonly Row[]; count: number }) {
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-x-0 top-0 bottom-5 flex flex-col gap-1 overflow-hidden"
    >
      {rows.map(({ name, values }) => (
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
