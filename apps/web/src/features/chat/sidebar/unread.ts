import { type Thread } from '@pocket-llm/api-client';
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { currentUser, DRAFT_PREFIX } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';

/** Threads with an answer that finished while the thread was not open. Stored on this device per person. */
export const useUnread = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

/** Limit of stored ids; the oldest are dropped. */
const MAX_IDS = 200;

// Stored under the drafts' prefix, so that signing out removes it as well.
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
  writeStored(keyOf(), ids.size === 0 ? null : [...ids].slice(-MAX_IDS).join(' '));
}

/** Sets the open thread, which marks it as read. */
export function setOpenThread(threadId: string | undefined): void {
  openId = threadId;
  change((ids) => threadId !== undefined && ids.delete(threadId));
}

/** Called when an answer of a thread has ended. */
export function markFinished(threadId: string): void {
  if (threadId !== openId) change((ids) => ids.add(threadId));
}

/**
 * Follows what other tabs mark as read or unread.
 * @returns a function that stops it
 */
export function followUnread(): () => void {
  if (loaded !== keyOf()) load();
  const onStorage = ({ key }: StorageEvent) => {
    if (key !== keyOf()) return;
    const open = openId;
    load();
    // The other tab does not know that the thread is open here.
    if (open !== undefined && (readStored(keyOf()) ?? '').includes(open))
      writeStored(keyOf(), [...useUnread.getState().ids].join(' ') || null);
  };
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
}

/** Detects answers that finished elsewhere: their thread was running in the list and no longer is. */
export function useFinished(threads: readonly Thread[]): void {
  const running = useRef<ReadonlySet<string>>(new Set());
  useEffect(followUnread, []);
  useEffect(() => {
    for (const { id, running: still } of threads) if (!still && running.current.has(id)) markFinished(id);
    running.current = new Set(threads.filter((thread) => thread.running).map(({ id }) => id));
  }, [threads]);
}
