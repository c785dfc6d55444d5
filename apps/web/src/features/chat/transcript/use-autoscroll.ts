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
import { EndFollower } from './end-follower';

export interface Autoscroll {
  scroller: RefCallback<HTMLDivElement>;
  content: RefCallback<HTMLDivElement>;
  /** The same element as `scroller`, for those that measure it. */
  box: RefObject<HTMLDivElement | null>;
  /** There is text below what is seen. */
  below: boolean;
  toEnd: () => void;
  /** A question was sent: its place is the end, whatever was read before. */
  onSend: () => void;
  /** Nothing moves the page any more until the reader comes back to its end. */
  release: () => void;
}

/** Keeps the end of a conversation in view while it grows. See `EndFollower` for when it stops. */
export function useAutoscroll(conversation: string): Autoscroll {
  const mode = usePrefs((prefs) => prefs.scrollMode);
  const [below, setBelow] = useState(false);
  const [follower] = useState(() => new EndFollower(setBelow));
  // State, not refs: the transcript comes and goes, and what watches it has to come and go with it.
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [content, setContent] = useState<HTMLDivElement | null>(null);
  const box = useRef<HTMLDivElement | null>(null);
  const scroller = useCallback((next: HTMLDivElement | null) => {
    box.current = next;
    setElement(next);
  }, []);

  useLayoutEffect(() => follower.open(conversation), [follower, conversation]);
  useLayoutEffect(() => follower.show(element, content), [follower, element, content, conversation]);
  useEffect(
    () => (element && content ? follower.watch(element, content, conversation) : undefined),
    [follower, element, content, conversation],
  );

  const moves = useMemo(
    () => ({
      toEnd: () => follower.toEnd(),
      onSend: () => follower.onSend(mode),
      release: () => follower.release(),
    }),
    [follower, mode],
  );
  return useMemo(() => ({ scroller, content: setContent, box, below, ...moves }), [scroller, below, moves]);
}
