import { type Thread } from '@pocket-llm/api-client';
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { currentUser, DRAFT_PREFIX } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';

/** Threads in which an answer was finished while nobody looked. Kept on this device, for the person signed in. */
export const useUnread = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

/** So many are remembered: older ones are no news. */
const MOST = 200;

// Beside the drafts, so that signing out removes it as well.
const keyOf = (): string => `${DRAFT_PREFIX}${currentUser()?.id ?? 'nobody'}.unread`;
let loaded: string | undefined;
let openId: string | undefined;

function load(): void {
  loaded = keyOf();
  useUnread.setState({
    ids: new Set((readStored(loaded) ?? '').split(' ').filter((id) => id !== '' && id !== openId)),
  });
}

function change(edit: (ids: Set<string>) => void): void {
  if (loaded !== keyOf()) load();
  const before = useUnread.getState().ids;
  const ids = new Set(before);
  edit(ids);
  if (ids.size === before.size) return;
  useUnread.setState({ ids });
  writeStored(keyOf(), ids.size === 0 ? null : [...ids].slice(-MOST).join(' '));
}

/** The thread that is looked at; it is read with that. */
export function setOpenThread(threadId: string | undefined): void {
  openId = threadId;
  change((ids) => threadId !== undefined && ids.delete(threadId));
}

/** An answer of a thread has come to its end. */
export function markFinished(threadId: string): void {
  if (threadId !== openId) change((ids) => ids.add(threadId));
}

/** Takes over what other tabs have read and received. @returns the function that stops it */
export function followUnread(): () => void {
  if (loaded !== keyOf()) load();
  const onStorage = ({ key }: StorageEvent) => {
    if (key !== keyOf()) return;
    const open = openId;
    load();
    // Another tab cannot know that it is open here.
    if (open !== undefined && (readStored(keyOf()) ?? '').includes(open))
      writeStored(keyOf(), [...useUnread.getState().ids].join(' ') || null);
  };
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
}

/** Notices answers that were finished elsewhere: a thread that was running in the list and no longer is. */
export function useFinished(threads: readonly Thread[]): void {
  const running = useRef<ReadonlySet<string>>(new Set());
  useEffect(followUnread, []);
  useEffect(() => {
    for (const { id, running: still } of threads) if (!still && running.current.has(id)) markFinished(id);
    running.current = new Set(threads.filter((thread) => thread.running).map(({ id }) => id));
  }, [threads]);
}
