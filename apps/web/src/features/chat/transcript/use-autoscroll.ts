import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { usePrefs } from '@/lib/prefs';

/** So near to the end, a reader who scrolls there wants to follow again. */
const NEAR_PX = 40;
const TOP_GAP_PX = 16;

/** `hold` follows until the question would leave the top, `follow` always, `off` never moves the page. */
type Pin = 'hold' | 'follow' | 'off';

interface Autoscroll {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** There is text below what is seen. */
  below: boolean;
  toEnd: () => void;
  /** A message was sent: its place is the end, whatever was read before. */
  onSend: () => void;
}

/**
 * Keeps the end in view while it grows, and yields at once when the reader does anything that looks like reading: wheel
 * or drag upwards, keys, the scrollbar, a selection, focus in an older turn. Only the reader pins it again.
 */
export function useAutoscroll(threadKey: string | undefined): Autoscroll {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const pin = useRef<Pin>('follow');
  const expected = useRef(0);
  const [below, setBelow] = useState(false);
  const mode = usePrefs((prefs) => prefs.scrollMode);

  const distance = () => {
    const box = scroller.current;
    return box ? box.scrollHeight - box.clientHeight - box.scrollTop : 0;
  };

  const moveTo = useCallback((top: number) => {
    const box = scroller.current;
    if (!box) return;
    box.scrollTop = top;
    // Read back: the browser rounds and clamps.
    expected.current = box.scrollTop;
  }, []);

  const settle = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    if (pin.current !== 'off') {
      const end = box.scrollHeight - box.clientHeight;
      const questions = pin.current === 'hold' ? content.current?.querySelectorAll<HTMLElement>('[data-turn="user"]') : undefined;
      const question = questions?.[questions.length - 1];
      const limit = question ? Math.max(0, question.offsetTop - TOP_GAP_PX) : end;
      // Never upwards: a held page stays where it is.
      moveTo(Math.max(box.scrollTop, Math.min(end, limit)));
    }
    setBelow(distance() > NEAR_PX);
  }, [moveTo]);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return;
    const observer = new ResizeObserver(settle);
    observer.observe(inner);
    observer.observe(box);

    const release = () => {
      pin.current = 'off';
    };
    const onWheel = (event: WheelEvent) => event.deltaY < 0 && release();
    const onKey = (event: KeyboardEvent) => ['PageUp', 'Home', 'ArrowUp'].includes(event.key) && release();
    // The scrollbar lies beyond the inner width, on either side.
    const onPointer = (event: PointerEvent) => event.target === box && event.offsetX > box.clientWidth && release();
    const onFocus = (event: FocusEvent) => {
      const turns = inner.querySelectorAll('article');
      if (turns.length > 0 && !turns[turns.length - 1]!.contains(event.target as Node)) release();
    };
    const onSelect = () => {
      const selection = document.getSelection();
      if (selection && !selection.isCollapsed && inner.contains(selection.anchorNode)) release();
    };
    const onScroll = () => {
      const byUser = Math.abs(box.scrollTop - expected.current) > 1;
      // Moved up by something that is none of the above, e.g. find-in-page.
      if (byUser && box.scrollTop < expected.current) release();
      else if (byUser && distance() <= NEAR_PX) pin.current = 'follow';
      expected.current = box.scrollTop;
      setBelow(distance() > NEAR_PX);
    };
    const passive = { passive: true } as const;
    box.addEventListener('wheel', onWheel, passive);
    box.addEventListener('touchmove', release, passive);
    box.addEventListener('keydown', onKey);
    box.addEventListener('pointerdown', onPointer);
    box.addEventListener('focusin', onFocus);
    box.addEventListener('scroll', onScroll, passive);
    document.addEventListener('selectionchange', onSelect);
    return () => {
      observer.disconnect();
      box.removeEventListener('wheel', onWheel);
      box.removeEventListener('touchmove', release);
      box.removeEventListener('keydown', onKey);
      box.removeEventListener('pointerdown', onPointer);
      box.removeEventListener('focusin', onFocus);
      box.removeEventListener('scroll', onScroll);
      document.removeEventListener('selectionchange', onSelect);
    };
  }, [settle]);

  // Another thread opens at its end.
  useLayoutEffect(() => {
    pin.current = 'follow';
    settle();
  }, [threadKey, settle]);

  const toEnd = useCallback(() => {
    pin.current = 'follow';
    settle();
  }, [settle]);

  const onSend = useCallback(() => {
    pin.current = mode === 'never' ? 'off' : mode;
    // The new turn is not in the page yet; where it goes is the end even if nothing follows afterwards.
    requestAnimationFrame(() => {
      const box = scroller.current;
      if (box) moveTo(box.scrollHeight);
      settle();
    });
  }, [mode, moveTo, settle]);

  return { scroller, content, below, toEnd, onSend };
}
