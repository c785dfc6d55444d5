import { type Pointing, rangeRead } from './pointing';

interface ReadMarkProps {
  pointing: Pointing;
  count: number;
  /** Lines get a crosshair through the middle of the point; bars get a band as wide as the point behind them. */
  as: 'crosshair' | 'band';
}

/**
 * Marks the current point and the range being chosen. A separate layer, so that moving the pointer does not redraw the
 * chart.
 */
export function ReadMark({ pointing, count, as }: ReadMarkProps) {
  const { at, first, last } = rangeRead(pointing, count);
  const choosing = pointing.anchor !== undefined;
  const percent = (points: number) => `${(points / count) * 100}%`;
  return (
    <svg width="100%" height="100%" aria-hidden className="overflow-visible">
      {(choosing || as === 'band') && (
        <rect
          x={percent(first)}
          y="0"
          width={percent(last - first + 1)}
          height="100%"
          className={choosing ? 'fill-accent-wash' : 'fill-sunken'}
        />
      )}
      {as === 'crosshair' && (
        <line x1={percent(at + 0.5)} x2={percent(at + 0.5)} y1="0" y2="100%" className="stroke-line-strong" />
      )}
    </svg>
  );
}
