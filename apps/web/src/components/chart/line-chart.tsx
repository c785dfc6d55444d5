import { useEffect, useMemo } from 'react';
import { linesTop, type Tick } from './axis';
import { type Series } from './drawing-props';
import { Layers } from './layers';
import { LinesDrawing, loadDrawings } from './lazy-drawings';
import { PointSlider, type PointSliderProps } from './point-slider';
import { ReadMark } from './read-mark';

const SHOWN_TICKS = ['top-0', 'top-[calc(50%-1.1rem)]', 'bottom-4'];

interface LineChartProps extends Omit<PointSliderProps, 'count' | 'single' | 'className'> {
  count: number;
  /** The lines to draw. */
  series: readonly Series[];
  ticks: readonly Tick[];
  /** Points marked with a dashed vertical line. */
  markers: readonly number[];
  /** Formats a number beside the axis. */
  format: (value: number) => string;
  /** The axis ends at this value or above it. */
  least?: number;
  /** Says that arrows stand for values above the axis, of which this is the largest. */
  cutText: (most: string) => string;
}

/** Lines over time. Charts with the same `pointing` share the crosshair. */
export function LineChart({ series, ticks, markers, format, least, cutText, ...slider }: LineChartProps) {
  const { count, pointing } = slider;
  const axis = useMemo(
    () => ({
      top: linesTop(
        series.map(({ values }) => values),
        least,
      ),
      format,
    }),
    [series, format, least],
  );
  const above = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return (
    <div className="h-full ps-14" dir="ltr">
      <PointSlider {...slider} className="h-full touch-pan-y outline-offset-2">
        <Layers
          valueAxis
          labels
          mark={<ReadMark pointing={pointing} count={count} as="crosshair" />}
          drawing={<LinesDrawing count={count} series={series} axis={axis} ticks={ticks} markers={markers} />}
        />
        {above > axis.top && (
          <p className="pointer-events-none absolute end-0 -top-1 rounded-control bg-canvas px-1 text-meta text-ink-2">
            {cutText(format(above))}
          </p>
        )}
      </PointSlider>
    </div>
  );
}

/** The frame of a line chart before its data arrives. Loads the drawing code meanwhile. */
export function LineChartSkeleton() {
  useEffect(() => void loadDrawings(), []);
  return (
    <div aria-hidden className="relative h-full ps-14 pb-5">
      {SHOWN_TICKS.map((place) => (
        <span key={place} className={`absolute start-0 w-12 text-end text-meta ${place}`}>
          <span className="inline-block h-2 w-8 rounded-control bg-line/60" />
        </span>
      ))}
      <div className="flex h-full flex-col justify-between border-y border-line">
        <span />
        <span className="border-t border-line" />
        <span />
      </div>
    </div>
  );
}
