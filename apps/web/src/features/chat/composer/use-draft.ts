import { useCallback, useEffect, useRef, useState } from 'react';
import { readDraft, writeDraft } from './drafts';

const SAVE_AFTER_MS = 300;

type SetText = (text: string, options?: { keepStored?: boolean }) => void;

/**
 * The text being written in a thread, kept on the device. `keepStored` empties the field only: the kept draft goes when
 * the server has accepted the message, so that a crash in between loses nothing.
 */
export function useDraft(threadId: string | undefined): [string, SetText] {
  const [text, setState] = useState(() => readDraft(threadId));
  const pending = useRef<{ threadId: string | undefined; text: string }>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(() => {
    clearTimeout(timer.current);
    if (pending.current) writeDraft(pending.current.threadId, pending.current.text);
    pending.current = undefined;
  }, []);

  const setText = useCallback<SetText>(
    (next, { keepStored = false } = {}) => {
      setState(next);
      if (keepStored) return save();
      pending.current = { threadId, text: next };
      clearTimeout(timer.current);
      timer.current = setTimeout(save, SAVE_AFTER_MS);
    },
    [threadId, save],
  );

  // Another thread: keep what was written there, show what waits here. The field itself stays mounted.
  const shown = useRef(threadId);
  useEffect(() => {
    if (shown.current !== threadId) {
      save();
      shown.current = threadId;
      setState(readDraft(threadId));
    }
  }, [threadId, save]);

  useEffect(() => {
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [save]);

  return [text, setText];
}
