import { useMemo } from 'react';
import { type Tick, niceTop } from './axis';
import { type Series } from './drawing-props';
import { Layers } from './layers';
import { BarsDrawing } from './lazy-drawings';
import { PointSlider, type PointSliderProps } from './point-slider';
import { ReadMark } from './read-mark';

interface BarChartProps extends PointSliderProps {
  /** The stacked parts of each bar, bottom first. */
  series: readonly Series[];
  /** The top of the axis. Defaults to a round number above the highest bar. */
  top?: number;
  /** Labels below the bars. Without them the chart reserves no room for labels. */
  ticks?: readonly Tick[];
  /** Formats the top of the axis. Without it only the baseline is drawn. */
  format?: (value: number) => string;
  /** Index of a bar that is not complete yet. */
  hatched?: number;
  /** Index of the only bar that is not dimmed. */
  picked?: number;
}

const NO_TICKS: readonly Tick[] = [];

/** Stacked bars over time. */
export function BarChart({ series, top, ticks = NO_TICKS, format, hatched, picked, ...slider }: BarChartProps) {
  const { count, pointing } = slider;
  const axis = useMemo(() => {
    const totals = Array.from({ length: count }, (_, index) =>
      series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
    );
    return { top: top ?? niceTop(Math.max(...totals), 4), format: format ?? String };
  }, [series, count, top, format]);
  return (
    <PointSlider {...slider}>
      <Layers
        labels={ticks.length > 0}
        mark={<ReadMark pointing={pointing} count={count} as="band" />}
        drawing={
          <BarsDrawing
            count={count}
            series={series}
            axis={axis}
            ticks={ticks}
            topLabel={format !== undefined}
            hatched={hatched}
            picked={picked}
          />
        }
      />
    </PointSlider>
  );
}
