import { type Tick } from './axis';

/** Values of one line or one part of the stacked bars, one per point. Null is a gap. */
export interface Series {
  name: string;
  /** A CSS colour, such as `var(--data-1)`. */
  color: string;
  values: readonly (number | null)[];
  /** A dashed line. */
  dashed?: boolean;
}

/** The vertical axis ranges from 0 to `top`. */
interface ValueAxis {
  top: number;
  format: (value: number) => string;
}

export interface LinesDrawingProps {
  /** Number of points. */
  count: number;
  series: readonly Series[];
  /** Formats the vertical axis. Without it only the horizontal axis is drawn. */
  axis: ValueAxis | undefined;
  ticks: readonly Tick[];
  /** Points marked with a dashed vertical line. */
  markers: readonly number[];
}

export interface BarsDrawingProps {
  count: number;
  series: readonly Series[];
  axis: ValueAxis;
  ticks: readonly Tick[];
  /** Formats the number at the top of the axis. */
  topLabel: boolean;
  /** Index of a point that is not complete yet. */
  hatched: number | undefined;
  /** Index of the only point that is not dimmed. */
  picked: number | undefined;
}

export interface PlainDrawingProps {
  kind: 'bar' | 'line';
  points: readonly { x: string; y: number | null }[];
  /** Formats the vertical axis. */
  name: string;
}
