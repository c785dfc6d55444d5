import { type RefObject, type TouchEvent, useRef } from 'react';

/** Shortest swipe that counts. */
const SWIPE_PX = 96;
/** Below this distance the gesture may still become a scroll. */
const SLOP_PX = 12;

const towardsStart = () => (document.documentElement.dir === 'rtl' ? 1 : -1);

function shift(element: HTMLElement | null, by: number): void {
  if (element) element.style.transform = by > 0 ? `translateX(${by * towardsStart()}px)` : '';
}

/** Moves an element with a swipe towards the start of the line, and calls back when the swipe was long enough. */
export function useSwipe(target: RefObject<HTMLElement | null>, onSwiped: () => void) {
  const start = useRef<{ x: number; y: number; taken: boolean }>(undefined);
  const distance = ({ touches, changedTouches }: TouchEvent): number =>
    (((touches[0] ?? changedTouches[0])?.clientX ?? 0) - (start.current?.x ?? 0)) * towardsStart();
  const end = () => {
    shift(target.current, 0);
    start.current = undefined;
  };
  return {
    onTouchStart: ({ touches }: TouchEvent) => {
      start.current =
        touches.length === 1 ? { x: touches[0]!.clientX, y: touches[0]!.clientY, taken: false } : undefined;
    },
    onTouchMove: (event: TouchEvent) => {
      const from = start.current;
      if (!from) return;
      const by = distance(event);
      if (!from.taken && Math.abs(event.touches[0]!.clientY - from.y) > SLOP_PX) start.current = undefined;
      else if (by > SLOP_PX) from.taken = true;
      if (start.current?.taken) shift(target.current, by);
    },
    onTouchEnd: (event: TouchEvent) => {
      const far = start.current?.taken && distance(event) > SWIPE_PX;
      end();
      if (far) onSwiped();
    },
    onTouchCancel: end,
  };
}
