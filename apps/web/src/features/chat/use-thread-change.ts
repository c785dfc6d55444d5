import { useEffect, useEffectEvent, useRef } from 'react';

/**
 * Calls back when another thread is shown. `isCreated`: the thread is the new chat shown before, so its draft and
 * images belong to it. `conversation` is the same for both.
 */
export function useThreadChange(
  threadId: string | undefined,
  conversation: string,
  onChange: (isCreated: boolean) => void,
): void {
  const shown = useRef({ threadId, conversation });
  const changed = useEffectEvent(onChange);
  useEffect(() => {
    const before = shown.current;
    shown.current = { threadId, conversation };
    if (before.threadId !== threadId) changed(before.threadId === undefined && before.conversation === conversation);
  }, [threadId, conversation]);
}
