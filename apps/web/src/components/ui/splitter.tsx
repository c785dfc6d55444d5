import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { cn } from '@/lib/cn';

const KEY_STEP_PX = 24;

interface SplitterProps {
  label: string;
  /** Height of the part above, in pixels, and its limits. */
  size: number;
  min: number;
  max: number;
  onSize: (size: number) => void;
  className?: string;
}

/** A handle between two parts, one above the other: dragged, or moved with the arrow keys, Home and End. */
export function Splitter({ label, size, min, max, onSize, className }: SplitterProps) {
  const start = useRef<{ y: number; size: number }>(undefined);
  const put = (next: number) => onSize(Math.round(Math.min(max, Math.max(min, next))));
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowUp: size - KEY_STEP_PX, ArrowDown: size + KEY_STEP_PX, Home: min, End: max }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    put(next);
  };
  return (
    <div
      role="separator"
      aria-orientation="horizontal"
      aria-label={label}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event: PointerEvent) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { y: event.clientY, size };
      }}
      onPointerMove={(event) => start.current && put(start.current.size + event.clientY - start.current.y)}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
      className={cn(
        'flex h-3 shrink-0 cursor-row-resize touch-none items-center justify-center rounded-control',
        'after:h-1 after:w-10 after:rounded-full after:bg-line-strong hover:after:bg-accent',
        className,
      )}
    />
  );
}
