import { type RefObject, type TouchEvent, useRef } from 'react';

/** So far a finger has to go for it to count, in pixels. */
const FAR = 96;
/** Below this it may still become a scroll. */
const SLOP = 12;

/** Moves an element with a finger that goes towards the start of the line, and calls back when it went far enough. */
export function useSwipe(target: RefObject<HTMLElement | null>, onSwiped: () => void) {
  const start = useRef<{ x: number; y: number; taken: boolean }>(undefined);
  const sign = () => (document.documentElement.dir === 'rtl' ? 1 : -1);
  const move = (by: number) => {
    if (target.current) target.current.style.transform = by > 0 ? `translateX(${by * sign()}px)` : '';
  };
  const away = ({ touches, changedTouches }: TouchEvent): number =>
    (((touches[0] ?? changedTouches[0])?.clientX ?? 0) - (start.current?.x ?? 0)) * sign();
  return {
    onTouchStart: ({ touches }: TouchEvent) => {
      start.current =
        touches.length === 1 ? { x: touches[0]!.clientX, y: touches[0]!.clientY, taken: false } : undefined;
    },
    onTouchMove: (event: TouchEvent) => {
      const from = start.current;
      if (!from) return;
      const by = away(event);
      if (!from.taken && Math.abs(event.touches[0]!.clientY - from.y) > SLOP) start.current = undefined;
      else if (by > SLOP) from.taken = true;
      if (start.current?.taken) move(by);
    },
    onTouchEnd: (event: TouchEvent) => {
      const far = start.current?.taken && away(event) > FAR;
      move(0);
      start.current = undefined;
      if (far) onSwiped();
    },
    onTouchCancel: () => {
      move(0);
      start.current = undefined;
    },
  };
}
