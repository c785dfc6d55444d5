import { memo } from 'react';
import { type Line } from './panels';
import { Plot, type PlotProps } from './plot';
import { linePath, niceTop } from './scale';

/** Whole words, because the stylesheet is made of those that it finds. */
const STROKES = [
  'stroke-data-2',
  'stroke-data-1',
  'stroke-data-3',
  'stroke-data-5',
  'stroke-data-4',
  'stroke-data-6',
] as const;
const HEIGHTS = ['top-0', 'top-[calc(50%-1.1rem)]', 'bottom-4'] as const;
const AXIS = 'tabular absolute start-0 w-12 truncate text-end font-mono text-meta text-ink-3';

interface ChartProps extends PlotProps {
  lines: readonly Line[];
  /** Index of the only line that is drawn. */
  alone: number | undefined;
  /** Writes a number beside the axis. */
  format: (value: number) => string;
  /** What is counted comes in whole numbers. */
  whole: boolean;
}

/** Lines over time. */
export function Chart({ lines, alone, format, whole, ...plot }: ChartProps) {
  const drawn = lines.filter((_, index) => alone === undefined || alone === index);
  const top = niceTop(Math.max(whole ? 2 : 0, ...drawn.flatMap(({ values }) => values.map((value) => value ?? 0))));
  return (
    <div className="relative flex h-full flex-col ps-14" dir="ltr">
      {[top, top / 2, 0].map((value, index) => (
        <span key={index} aria-hidden className={`${AXIS} ${HEIGHTS[index]}`}>
          {format(value)}
        </span>
      ))}
      <Plot {...plot}>
        <Lines lines={lines} alone={alone} top={top} />
      </Plot>
    </div>
  );
}

/** Drawn once for the data, not for each movement of the pointer. */
const Lines = memo(function Lines({
  lines,
  alone,
  top,
}: {
  lines: readonly Line[];
  alone: number | undefined;
  top: number;
}) {
  return (
    <svg
      width="100%"
      height="100%"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      aria-hidden
      className="pointer-events-none absolute inset-0 overflow-visible"
    >
      <Grid />
      {lines.map(
        ({ name, values }, index) =>
          (alone === undefined || alone === index) && (
            <path
              key={name}
              d={linePath(values, top)}
              fill="none"
              strokeWidth="2"
              strokeLinecap="round"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
              className={STROKES[index]}
            />
          ),
      )}
    </svg>
  );
});

const Grid = () =>
  [0, 50].map((y) => (
    <line key={y} x1="0" x2="100" y1={y} y2={y} vectorEffect="non-scaling-stroke" className="stroke-line" />
  ));

/** The same without anything to draw yet. */
export function ChartSkeleton() {
  return (
    <div aria-hidden className="relative h-full ps-14 pb-4">
      {HEIGHTS.map((height) => (
        <span key={height} className={`${AXIS} ${height}`}>
          <span className="inline-block h-2 w-8 rounded-control bg-line/60" />
        </span>
      ))}
      <div className="relative h-full border-b border-line">
        <svg
          width="100%"
          height="100%"
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          className="absolute inset-0 overflow-visible"
        >
          <Grid />
        </svg>
      </div>
    </div>
  );
}
