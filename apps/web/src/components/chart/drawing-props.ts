import { type Tick } from './axis';

/** Values of one line or one part of the stacked bars, one for each point; null is a gap. */
export interface Series {
  name: string;
  /** A colour of CSS, such as `var(--data-1)`. */
  color: string;
  values: readonly (number | null)[];
}

/** The vertical axis goes from 0 to `top`. */
interface ValueAxis {
  top: number;
  format: (value: number) => string;
}

export interface LinesDrawingProps {
  /** Number of points. */
  count: number;
  series: readonly Series[];
  /** Without one only the horizontal axis is drawn. */
  axis: ValueAxis | undefined;
  ticks: readonly Tick[];
  /** Points with a dashed vertical line. */
  markers: readonly number[];
}

export interface BarsDrawingProps {
  count: number;
  series: readonly Series[];
  axis: ValueAxis;
  ticks: readonly Tick[];
  /** Writes the top of the axis above its line. */
  topLabel: boolean;
  /** A point that is not complete yet. */
  hatched: number | undefined;
  /** The only point that is not faded. */
  picked: number | undefined;
}

export interface PlainDrawingProps {
  kind: 'bar' | 'line';
  points: readonly { x: string; y: number | null }[];
  /** What y is. */
  name: string;
}
