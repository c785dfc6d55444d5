import { memo } from 'react';
import {
  Bar,
  BarChart,
  type BarShapeProps,
  CartesianGrid,
  type DotProps,
  Line,
  LineChart,
  ReferenceDot,
  ReferenceLine,
  Tooltip,
  XAxis,
  type XAxisTickContentProps,
  YAxis,
} from 'recharts';
import { formatNumber } from '@/lib/format';
import { prefersReducedMotion } from '@/lib/use-media';
import { labelStep, type Tick } from './axis';
import { type BarsDrawingProps, type LinesDrawingProps, type PlainDrawingProps, type Series } from './drawing-props';

// Only this file imports recharts, so that it is one lazy chunk. The drawings do not handle the pointer.

/** In rem. `bottom-5` and `-start-14` in layers.tsx leave the same room. */
const LABELS_HEIGHT = 20;
const VALUES_WIDTH = 56;
/** Share of a bar's width that stays free on each side. */
const BAR_GAP = '12%';
const HATCH = 'hatch-of-incomplete-bars';
const LABEL = { fill: 'var(--ink-3)', fontSize: '0.75rem', style: { fontVariantNumeric: 'tabular-nums' } } as const;
const VALUE_LABEL = { ...LABEL, fontFamily: 'var(--font-mono)' } as const;
const BARE = { axisLine: false, tickLine: false, interval: 0 } as const;
const FILL = { width: '100%', height: '100%' } as const;
const CHART = { responsive: true, style: FILL, accessibilityLayer: false } as const;
const NO_MARGIN = { top: 0, right: 0, bottom: 0, left: 0 };

/** A label in one line: recharts breaks one at its spaces. */
const inOneLine = (format: (value: number) => string) => (value: number) => format(value).replace(/\s/g, '\u00a0');

/** One row per point, as recharts expects it. Values above the axis are cut at its top. */
const rowsOf = (series: readonly Series[], count: number, top: number) =>
  Array.from({ length: count }, (_, index) => ({
    index,
    position: index + 0.5,
    values: series.map(({ values }) => (values[index] == null ? null : Math.min(top, values[index]))),
  }));

const gridValues = (top: number) => [0, top / 2, top];

/**
 * Lines over points of equal width. Gaps are not joined; a single value between gaps is a dot; a value above the axis
 * is an arrow at its top.
 */
export const LinesDrawing = memo(function LinesDrawing({ count, series, axis, ticks, markers }: LinesDrawingProps) {
  const labels = new Map(ticks.map(({ position, label }) => [position, label]));
  const top = axis?.top ?? 1;
  return (
    <LineChart {...CHART} data={rowsOf(series, count, top)} margin={NO_MARGIN}>
      {axis && <CartesianGrid vertical={false} horizontalValues={gridValues(top)} stroke="var(--line)" />}
      <XAxis
        {...BARE}
        type="number"
        dataKey="position"
        domain={[0, count]}
        ticks={[...labels.keys()]}
        tickFormatter={(position: number) => labels.get(position) ?? ''}
        height={LABELS_HEIGHT}
        axisLine={{ stroke: 'var(--line)' }}
        tick={LABEL}
      />
      <YAxis
        {...BARE}
        hide={!axis}
        domain={[0, top]}
        ticks={gridValues(top)}
        tickFormatter={axis && inOneLine(axis.format)}
        width={VALUES_WIDTH}
        tick={VALUE_LABEL}
      />
      {markers.map((index) => (
        <ReferenceLine key={index} x={index + 0.5} stroke="var(--ink-3)" strokeDasharray="3 3" />
      ))}
      {series.map(({ name, color, dashed }, index) => (
        <Line
          key={name}
          type="linear"
          dataKey={`values.${index}`}
          stroke={color}
          strokeWidth={2}
          strokeDasharray={dashed ? '5 4' : undefined}
          strokeLinecap="round"
          strokeLinejoin="round"
          dot={false}
          isAnimationActive={false}
        />
      ))}
      {series.flatMap(({ name, color, values }) =>
        values.flatMap((value, index) =>
          value !== null && value > top
            ? [
                <ReferenceDot
                  key={`${name} ${index}`}
                  x={index + 0.5}
                  y={top}
                  shape={({ cx = 0, cy = 0 }: DotProps) => (
                    <polygon points={`${cx - 5},${cy + 8} ${cx},${cy} ${cx + 5},${cy + 8}`} fill={color} />
                  )}
                />,
              ]
            : [],
        ),
      )}
    </LineChart>
  );
});

/** Stacked bars, one per point. */
export const BarsDrawing = memo(function BarsDrawing({
  count,
  series,
  axis: { top, format },
  ticks,
  topLabel,
  hatched,
  picked,
}: BarsDrawingProps) {
  const labelled = new Map(ticks.map((tick) => [Math.floor(tick.position), tick]));
  const shape = ({ x, y, width, height, fill, index }: BarShapeProps) => (
    <g opacity={picked === undefined || picked === index ? 1 : 0.35}>
      <rect x={x} y={y} width={width} height={height} fill={fill} />
      {hatched === index && <rect x={x} y={y} width={width} height={height} fill={`url(#${HATCH})`} />}
    </g>
  );
  return (
    <BarChart {...CHART} data={rowsOf(series, count, top)} margin={{ ...NO_MARGIN, top: 8 }} barCategoryGap={BAR_GAP}>
      <defs>
        <pattern id={HATCH} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="3" height="6" fill="var(--surface)" opacity="0.55" />
        </pattern>
      </defs>
      <CartesianGrid vertical={false} horizontalValues={topLabel ? gridValues(top) : [0]} stroke="var(--line)" />
      <XAxis
        {...BARE}
        dataKey="index"
        ticks={[...labelled.keys()]}
        height={ticks.length > 0 ? LABELS_HEIGHT : 0}
        tick={(props: XAxisTickContentProps) => (
          <BarLabel {...props} tick={labelled.get(Number(props.payload.value))} />
        )}
      />
      <YAxis
        {...BARE}
        mirror
        domain={[0, top]}
        ticks={topLabel ? [top] : []}
        tickFormatter={inOneLine(format)}
        tick={{ ...VALUE_LABEL, dy: -10, dx: -8 }}
      />
      {series.map(({ name, color }, index) => (
        <Bar
          key={name}
          dataKey={`values.${index}`}
          stackId="all"
          fill={color}
          shape={shape}
          isAnimationActive={false}
        />
      ))}
    </BarChart>
  );
});

function BarLabel({ x, y, tick }: XAxisTickContentProps & { tick: Tick | undefined }) {
  if (!tick) return null;
  return (
    <text {...LABEL} x={x} y={y} dy="0.9em" textAnchor={tick.anchor ?? 'middle'}>
      {tick.label}
    </text>
  );
}

const TOOLTIP = {
  backgroundColor: 'var(--surface)',
  border: '1px solid var(--line)',
  borderRadius: 6,
  color: 'var(--ink)',
  fontSize: 12,
};
const PLAIN_AXIS = {
  stroke: 'var(--line-strong)',
  tick: { fill: 'var(--ink-2)', fontSize: 12 },
  tickLine: false,
} as const;

/** Labels longer than this are shortened; pointing shows them whole. */
const MOST_LABEL_CHARS = 16;
/** Characters of labels that stand in one row. */
const MOST_ROW_CHARS = 70;
const shortened = (label: string): string =>
  label.length > MOST_LABEL_CHARS ? `${label.slice(0, MOST_LABEL_CHARS - 1)}…` : label;
/** Whether the labels have room only when they are turned. */
const isCrowded = (points: PlainDrawingProps['points']): boolean =>
  points.reduce((sum, { x }) => sum + Math.min(x.length, MOST_LABEL_CHARS) + 2, 0) > MOST_ROW_CHARS;

/** A plain chart of one value by name or by time, without interaction. */
export const PlainDrawing = memo(function PlainDrawing({ kind, points, name }: PlainDrawingProps) {
  const Chart = kind === 'bar' ? BarChart : LineChart;
  const motion = { isAnimationActive: !prefersReducedMotion(), animationDuration: 180 };
  return (
    <Chart {...CHART} data={[...points]} margin={{ top: 8, right: 8, bottom: 8, left: 8 }}>
      <CartesianGrid stroke="var(--line)" vertical={false} />
      <XAxis
        dataKey="x"
        {...PLAIN_AXIS}
        interval={labelStep(points.length) - 1}
        tickFormatter={shortened}
        {...(isCrowded(points) && { angle: -40, textAnchor: 'end', height: 104 })}
      />
      <YAxis
        {...PLAIN_AXIS}
        width={64}
        tickFormatter={inOneLine((value) => formatNumber(value, { notation: 'compact' }))}
      />
      <Tooltip
        contentStyle={TOOLTIP}
        cursor={{ fill: 'var(--sunken)', stroke: 'var(--line)' }}
        isAnimationActive={false}
      />
      {kind === 'bar' ? (
        <Bar dataKey="y" name={name} fill="var(--data-2)" maxBarSize={48} {...motion} />
      ) : (
        <Line dataKey="y" name={name} stroke="var(--data-2)" strokeWidth={2} dot={points.length < 60} {...motion} />
      )}
    </Chart>
  );
});
