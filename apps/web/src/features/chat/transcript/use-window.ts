import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { positionOf, rememberPosition } from './positions';
import { type Older } from './use-older';

/** The number of turns rendered at first and added with each step back. */
export const STEP = 30;

interface Window {
  /** Index of the first rendered turn. */
  first: number;
  showEarlier: () => void;
  /** Renders a turn, however far back it is. */
  reach: (index: number) => void;
}

interface WindowOptions {
  conversation: string;
  /** Number of turns. */
  count: number;
  /** The number of the first turn, which falls when older ones come before it; see `Numbering`. */
  start: number;
  scroller: RefObject<HTMLElement | null>;
}

/** Renders the end of a long conversation, and more of it on demand without moving what is being read. */
export function useWindow({ conversation, count, start, scroller }: WindowOptions): Window {
  const [state, setState] = useState<{ conversation: string; first: number }>();
  const opening = Math.max(0, count - (positionOf(conversation)?.shown || STEP));
  const known = state?.conversation === conversation;
  if (!known && count > 0) setState({ conversation, first: start + opening });
  // New turns remove no old ones: that would move the page under the reader.
  const first = known ? Math.min(Math.max(0, state.first - start), Math.max(0, count - STEP)) : opening;

  const still = useRef<{ element: HTMLElement; top: number }>(undefined);
  const showFrom = useCallback(
    (next: number) => {
      const element = scroller.current?.querySelector<HTMLElement>('article');
      if (element) still.current = { element, top: element.getBoundingClientRect().top };
      rememberPosition(conversation, { shown: count - next });
      setState({ conversation, first: start + next });
    },
    [conversation, count, start, scroller],
  );

  useLayoutEffect(() => {
    const mark = still.current;
    still.current = undefined;
    // Measured before and after, so that scroll anchoring by the browser is not applied twice.
    if (mark) scroller.current?.scrollBy(0, mark.element.getBoundingClientRect().top - mark.top);
  }, [state, scroller]);

  const showEarlier = useCallback(() => showFrom(Math.max(0, first - STEP)), [showFrom, first]);
  const reach = useCallback(
    (index: number) => index < first && showFrom(Math.max(0, index - STEP / 2)),
    [showFrom, first],
  );
  return { first, showEarlier, reach };
}

/** Shows more of what is loaded, and loads what is not. */
export function useEarlier(first: number, showEarlier: () => void, { load, count }: Older): () => void {
  return useCallback(() => {
    if (first > 0) showEarlier();
    // One step ahead, so that most readers never wait for it.
    if (count > 0 && first <= STEP) load();
  }, [first, showEarlier, count, load]);
}
