import { type Pointing, rangeRead } from './pointing';

interface ReadMarkProps {
  pointing: Pointing;
  count: number;
  /** Over lines a crosshair through the middle of the point, behind bars a band as wide as the point. */
  as: 'crosshair' | 'band';
}

/**
 * Marks the point that is read and the range being chosen. It is drawn apart from the chart, which pointing must
 * not redraw.
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
