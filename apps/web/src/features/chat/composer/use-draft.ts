import { useCallback, useEffect, useRef, useState } from 'react';
import { clearDraft, type Draft, promptOf, readDraft, writeDraft } from './drafts';
import { useThreadChange } from '../use-thread-change';

const SAVE_DEBOUNCE_MS = 300;

type SetDraft = (draft: Draft, options?: { keepStored?: boolean }) => void;

/**
 * A thread's draft, stored on the device. `keepStored` empties only the field: the stored draft is deleted once the
 * server has accepted the message, so that a crash in between loses nothing. When a new chat becomes a thread, its
 * draft moves along.
 */
export function useDraft(threadId: string | undefined, conversation: string): [Draft, SetDraft] {
  const [draft, setState] = useState(() => readDraft(threadId));
  const pending = useRef<{ threadId: string | undefined; draft: Draft }>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(() => {
    clearTimeout(timer.current);
    if (pending.current) writeDraft(pending.current.threadId, pending.current.draft);
    pending.current = undefined;
  }, []);

  const setDraft = useCallback<SetDraft>(
    (next, { keepStored = false } = {}) => {
      setState(next);
      if (keepStored) return save();
      pending.current = { threadId, draft: next };
      clearTimeout(timer.current);
      timer.current = setTimeout(save, SAVE_DEBOUNCE_MS);
    },
    [threadId, save],
  );

  // The field stays mounted when the thread changes: save the other thread's draft and show this one's.
  useThreadChange(threadId, conversation, (isCreated) => {
    save();
    if (!isCreated) return setState(readDraft(threadId));
    writeDraft(threadId, draft);
    clearDraft(undefined, promptOf(draft));
  });

  useEffect(() => {
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [save]);

  return [draft, setDraft];
}
