import { useEffect, useRef } from 'react';
import { type Turn } from './turns';

interface Place {
  turns: readonly Turn[];
  /** Index of the first rendered turn. */
  first: number;
  reach: (index: number) => void;
  /** Stops automatic scrolling. */
  release: () => void;
}

/** Goes to one message of the conversation, once: scrolls it to the top, focuses and highlights it. */
export function useTarget(messageId: string | undefined, { turns, first, reach, release }: Place): void {
  const reached = useRef<string>(undefined);
  useEffect(() => {
    if (messageId === undefined) reached.current = undefined;
    if (messageId === undefined || reached.current === messageId) return;
    const index = turns.findIndex((turn) => turn.message?.id === messageId);
    if (index < 0) return;
    // The next render contains it.
    if (index < first) return reach(index);
    const turn = document.getElementById(`m-${messageId}`);
    if (!turn) return;
    reached.current = messageId;
    release();
    turn.scrollIntoView({ block: 'start' });
    turn.focus({ preventScroll: true });
    turn.dataset['flash'] = '';
    turn.addEventListener('animationend', () => delete turn.dataset['flash'], { once: true });
  }, [messageId, turns, first, reach, release]);
}
