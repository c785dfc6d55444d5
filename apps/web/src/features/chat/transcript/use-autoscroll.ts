import {
  type RefCallback,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { usePrefs } from '@/lib/prefs';
import { positionOf, rememberPosition } from './positions';

/** So near to the end, a reader who scrolls there wants to follow again. */
const NEAR_PX = 40;
const TOP_GAP_PX = 16;

/** `hold` follows until the question would leave the top, `follow` always, `off` never moves the page. */
type Pin = 'hold' | 'follow' | 'off';

export interface Autoscroll {
  scroller: RefCallback<HTMLDivElement>;
  content: RefCallback<HTMLDivElement>;
  /** The same element as `scroller`, for those that measure it. */
  box: RefObject<HTMLDivElement | null>;
  /** There is text below what is seen. */
  below: boolean;
  toEnd: () => void;
  /** A message was sent: its place is the end, whatever was read before. */
  onSend: () => void;
  /** Nothing moves the page any more until the reader comes back to its end. */
  release: () => void;
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
  /** Where the reader left this conversation; kept until it is tall enough to be there, or the reader moves. */
  const restore = useRef<number>(undefined);
  const boxRef = useRef<HTMLDivElement | null>(null);
  boxRef.current = box;
  const [below, setBelow] = useState(false);
  const mode = usePrefs((prefs) => prefs.scrollMode);

  const settle = useCallback(() => {
    if (!box || !inner) return;
    if (restore.current !== undefined) {
      box.scrollTop = restore.current;
      expected.current = box.scrollTop;
    } else if (pin.current !== 'off') {
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

  const release = useCallback(() => {
    pin.current = 'off';
    restore.current = undefined;
  }, []);

  useEffect(() => {
    if (!box || !inner) return;
    const observer = new ResizeObserver(settle);
    observer.observe(inner);
    observer.observe(box);

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
      if (byUser) restore.current = undefined;
      expected.current = box.scrollTop;
      const away = distanceToEnd(box) > NEAR_PX;
      setBelow(away);
      if (restore.current === undefined) rememberPosition(conversation, { top: box.scrollTop, atEnd: !away });
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
  }, [box, inner, settle, release, conversation]);

  // A thread opens where it was left, or at its end.
  useLayoutEffect(() => {
    const left = positionOf(conversation);
    restore.current = left && !left.atEnd ? left.top : undefined;
    pin.current = restore.current === undefined ? 'follow' : 'off';
  }, [conversation]);
  useLayoutEffect(settle, [conversation, settle]);

  const toEnd = useCallback(() => {
    restore.current = undefined;
    pin.current = 'follow';
    settle();
  }, [settle]);

  const onSend = useCallback(() => {
    restore.current = undefined;
    pin.current = mode === 'never' ? 'off' : mode;
    // The new turn is not in the page yet; its place is the end, even for a reader who follows nothing afterwards.
    requestAnimationFrame(() => {
      if (!box) return;
      box.scrollTop = box.scrollHeight;
      expected.current = box.scrollTop;
    });
  }, [mode, box]);

  return useMemo(
    () => ({ scroller: setBox, content: setInner, box: boxRef, below, toEnd, onSend, release }),
    [below, toEnd, onSend, release],
  );
}

const distanceToEnd = (box: HTMLElement): number => box.scrollHeight - box.clientHeight - box.scrollTop;
