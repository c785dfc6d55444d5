import { useEffect, useEffectEvent, useRef } from 'react';

/**
 * Calls back when another thread is shown. `born`: it is the new chat that was shown before, which has its address now,
 * so that what was begun there belongs to it. `conversation` is the same for both.
 */
export function useThreadChange(
  threadId: string | undefined,
  conversation: string,
  onChange: (born: boolean) => void,
): void {
  const shown = useRef({ threadId, conversation });
  const changed = useEffectEvent(onChange);
  useEffect(() => {
    const before = shown.current;
    shown.current = { threadId, conversation };
    if (before.threadId !== threadId) changed(before.threadId === undefined && before.conversation === conversation);
  }, [threadId, conversation]);
}
