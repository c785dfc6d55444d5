import { useEffect, useRef } from 'react';
import { type Turn } from './turns';

interface Place {
  turns: readonly Turn[];
  /** The first turn that is on the page. */
  first: number;
  reach: (index: number) => void;
  /** Nothing else moves the page from here on. */
  release: () => void;
}

/** Goes to one message of the conversation, once: scrolls it to the top, focuses it and highlights it. */
export function useTarget(messageId: string | undefined, { turns, first, reach, release }: Place): void {
  const reached = useRef<string>(undefined);
  useEffect(() => {
    if (messageId === undefined) reached.current = undefined;
    if (messageId === undefined || reached.current === messageId) return;
    const index = turns.findIndex((turn) => turn.message?.id === messageId);
    if (index < 0) return;
    // The next rendering has it on the page.
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
