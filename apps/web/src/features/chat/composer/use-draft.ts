import { useCallback, useEffect, useRef, useState } from 'react';
import { clearDraft, type Draft, promptOf, readDraft, writeDraft } from './drafts';
import { useThreadChange } from './use-thread-change';

const SAVE_AFTER_MS = 300;

type SetDraft = (draft: Draft, options?: { keepStored?: boolean }) => void;

/**
 * The draft of a thread, kept on the device. `keepStored` empties the field only: the kept draft is deleted when the
 * server has accepted the message, so that a crash in between loses nothing. The draft of a new chat moves along when
 * the chat gets its address.
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
      timer.current = setTimeout(save, SAVE_AFTER_MS);
    },
    [threadId, save],
  );

  // The field itself stays mounted: save the draft of the other thread, show the one of this.
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
