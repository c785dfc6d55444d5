import { type Thread } from '@pocket-llm/api-client';
import { useEffect, useRef } from 'react';
import { followUnread, markFinished } from './unread';

/** Notices answers that were finished elsewhere: a thread that was running in the list and no longer is. */
export function useFinished(threads: readonly Thread[]): void {
  const running = useRef<ReadonlySet<string>>(new Set());
  useEffect(followUnread, []);
  useEffect(() => {
    for (const { id, running: still } of threads) if (!still && running.current.has(id)) markFinished(id);
    running.current = new Set(threads.filter((thread) => thread.running).map(({ id }) => id));
  }, [threads]);
}
