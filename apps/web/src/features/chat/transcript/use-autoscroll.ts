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
  /** The element behind `scroller`, for code that measures it. */
  box: RefObject<HTMLDivElement | null>;
  /** There is text below the visible part. */
  below: boolean;
  toEnd: () => void;
  /** Called when a question was sent: scrolls to the end from any position. */
  onSend: () => void;
  /** Stops all scrolling until the reader returns to the end. */
  release: () => void;
}

/** Keeps the end of a growing conversation in view. `EndFollower` says when it stops. */
export function useAutoscroll(conversation: string): Autoscroll {
  const mode = usePrefs((prefs) => prefs.scrollMode);
  const [below, setBelow] = useState(false);
  const [follower] = useState(() => new EndFollower(setBelow));
  // State instead of refs: the transcript mounts and unmounts, and its observers have to follow.
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
