import { isNumeric, isTime, type Column, type Row } from './cells';

type ChartKind = 'bar' | 'line';
interface ChartChoice {
  x: number;
  y: number;
  kind: ChartKind;
}

/** More points could not be told apart. */
export const MAX_POINTS = 500;

/** The most likely chart: a line over time, else bars by name. Undefined when nothing can be drawn. */
export function defaultChart(columns: readonly Column[], rows: readonly Row[]): ChartChoice | undefined {
  const y = columns.findIndex(
    ({ type }, i) =>
      isNumeric(type) && (i > 0 || columns.length === 1 || !columns.some((other, j) => j > 0 && isNumeric(other.type))),
  );
  if (y < 0 || rows.length < 2) return undefined;
  const time = columns.findIndex(({ type }) => isTime(type));
  const other = columns.findIndex((_, i) => i !== y);
  const x = time >= 0 ? time : Math.max(other, 0);
  return { x, y, kind: time >= 0 ? 'line' : 'bar' };
}

/** The chart's points, in the order of the rows. */
export const chartPoints = (rows: readonly Row[], { x, y }: ChartChoice): { x: string; y: number | null }[] =>
  rows.slice(0, MAX_POINTS).map((row) => ({
    x: row[x] ?? 'NULL',
    y: row[y] == null || !Number.isFinite(Number(row[y])) ? null : Number(row[y]),
  }));
