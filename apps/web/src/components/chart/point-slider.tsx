import { type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { type Pointing, rangeRead } from './pointing';

export interface PointSliderProps {
  /** Accessible name of the chart. */
  label: string;
  /** Describes the keys. */
  hint: string;
  /** Number of points. */
  count: number;
  /** The current point in words. */
  valueText: string;
  pointing: Pointing;
  onPoint: (next: Pointing) => void;
  /** Called with the first and the last chosen point, both inclusive. They are equal when no range was chosen. */
  onChoose: (first: number, last: number) => void;
  /** Only single points can be chosen; dragging and Shift choose no range. */
  single?: boolean;
  className?: string;
}

/**
 * Keyboard and pointer handling of every chart. Arrow keys, Home and End move the current point, Enter chooses it.
 * Dragging, or Shift with arrow keys, chooses a range. The children draw the chart.
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
