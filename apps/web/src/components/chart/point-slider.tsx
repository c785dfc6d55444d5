import { type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { type Pointing, rangeRead } from './pointing';

export interface PointSliderProps {
  /** Name of the chart for assistive technology. */
  label: string;
  /** How to use the chart by keys. */
  hint: string;
  /** Number of points. */
  count: number;
  /** The point that is read, in words. */
  valueText: string;
  pointing: Pointing;
  onPoint: (next: Pointing) => void;
  /** Called with the first and the last chosen point, both included: the same one twice when no range was chosen. */
  onChoose: (first: number, last: number) => void;
  /** A click chooses one point; dragging and Shift do not choose a range. */
  single?: boolean;
  className?: string;
}

/**
 * The keyboard and pointer of every chart: arrow keys, Home and End read one point after the other, Enter chooses.
 * Dragging chooses a range, and so do Shift and the arrow keys. The chart itself is drawn by the children.
 */
export function PointSlider({
  label,
  hint,
  count,
  valueText,
  pointing,
  onPoint,
  onChoose,
  single = false,
  className,
  children,
}: PointSliderProps & { children: ReactNode }) {
  const { at, first, last } = rangeRead(pointing, count);
  const rest: Pointing = { read: at, anchor: undefined, dragging: false };
  const choose = () => {
    onPoint(rest);
    onChoose(first, last);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 }[event.key];
    if (to !== undefined) {
      const anchor = event.shiftKey && !single ? (pointing.anchor ?? at) : undefined;
      onPoint({ read: rangeRead({ ...rest, read: to }, count).at, anchor, dragging: false });
    } else if (event.key === 'Enter') choose();
    else if (event.key === 'Escape' && pointing.anchor !== undefined) onPoint(rest);
    else return;
    event.preventDefault();
  };
  const indexAt = ({ currentTarget, clientX }: PointerEvent) => {
    const box = currentTarget.getBoundingClientRect();
    return Math.min(count - 1, Math.max(0, Math.floor(((clientX - box.left) / box.width) * count)));
  };
  const dragHandlers = {
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      onPoint({ read: indexAt(event), anchor: indexAt(event), dragging: true });
    },
    onPointerUp: () => pointing.dragging && choose(),
    onPointerCancel: () => onPoint(rest),
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      dir="ltr"
      aria-label={label}
      aria-description={hint}
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={at + 1}
      aria-valuetext={valueText}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => onPoint({ ...pointing, read: indexAt(event) })}
      {...(single ? { onClick: choose } : dragHandlers)}
      className={cn('relative', single ? 'cursor-pointer' : 'cursor-crosshair', className)}
    >
      {children}
    </div>
  );
}
