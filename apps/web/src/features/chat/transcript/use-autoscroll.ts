import { type RefCallback, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { usePrefs } from '@/lib/prefs';

/** So near to the end, a reader who scrolls there wants to follow again. */
const NEAR_PX = 40;
const TOP_GAP_PX = 16;

/** `hold` follows until the question would leave the top, `follow` always, `off` never moves the page. */
type Pin = 'hold' | 'follow' | 'off';

interface Autoscroll {
  scroller: RefCallback<HTMLDivElement>;
  content: RefCallback<HTMLDivElement>;
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
export function useAutoscroll(conversation: string): Autoscroll {
  // State, not refs: the transcript comes and goes, and what watches it has to come and go with it.
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const [inner, setInner] = useState<HTMLDivElement | null>(null);
  const pin = useRef<Pin>('follow');
  const expected = useRef(0);
  const [below, setBelow] = useState(false);
  const mode = usePrefs((prefs) => prefs.scrollMode);

  const settle = useCallback(() => {
    if (!box || !inner) return;
    if (pin.current !== 'off') {
      const end = box.scrollHeight - box.clientHeight;
      const questions = pin.current === 'hold' ? inner.querySelectorAll<HTMLElement>('[data-turn="user"]') : undefined;
      const question = questions?.[questions.length - 1];
      const limit = question ? Math.max(0, question.offsetTop - TOP_GAP_PX) : end;
      // Never upwards: a held page stays where it is.
      box.scrollTop = Math.max(box.scrollTop, Math.min(end, limit));
      // Read back: the browser rounds and clamps.
      expected.current = box.scrollTop;
    }
    setBelow(distanceToEnd(box) > NEAR_PX);
  }, [box, inner]);

  useEffect(() => {
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
      else if (byUser && distanceToEnd(box) <= NEAR_PX) pin.current = 'follow';
      expected.current = box.scrollTop;
      setBelow(distanceToEnd(box) > NEAR_PX);
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
  }, [box, inner, settle]);

  // Another thread opens at its end.
  useLayoutEffect(() => {
    pin.current = 'follow';
  }, [conversation]);
  useLayoutEffect(settle, [conversation, settle]);

  const toEnd = useCallback(() => {
    pin.current = 'follow';
    settle();
  }, [settle]);

  const onSend = useCallback(() => {
    pin.current = mode === 'never' ? 'off' : mode;
    // The new turn is not in the page yet; its place is the end, even for a reader who follows nothing afterwards.
    requestAnimationFrame(() => {
      if (!box) return;
      box.scrollTop = box.scrollHeight;
      expected.current = box.scrollTop;
    });
  }, [mode, box]);

  return { scroller: setBox, content: setInner, below, toEnd, onSend };
}

const distanceToEnd = (box: HTMLElement): number => box.scrollHeight - box.clientHeight - box.scrollTop;
