import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { showToast } from './toast';

/** How long a delete can be undone. */
export const UNDO_MS = 8000;

/** Sends the delete. `leaving`: the page is closing, so the request has to outlive it (`keepalive`). */
export type SendDelete = (leaving: boolean) => Promise<unknown>;

interface PendingDelete {
  ids: readonly string[];
  send: SendDelete;
  timer: ReturnType<typeof setTimeout>;
  onFailed: () => void;
}

const pending = new Set<PendingDelete>();

/** Ids of hidden items: their delete can still be undone or is being sent. */
export const usePendingDeletes = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

const hide = (ids: readonly string[]) =>
  usePendingDeletes.setState((before) => ({ ids: new Set([...before.ids, ...ids]) }));

const show = (ids: readonly string[]) =>
  usePendingDeletes.setState((before) => ({ ids: new Set([...before.ids].filter((id) => !ids.includes(id))) }));

async function execute(deletion: PendingDelete, leaving: boolean): Promise<void> {
  if (!pending.delete(deletion)) return;
  clearTimeout(deletion.timer);
  try {
    await deletion.send(leaving);
  } catch {
    deletion.onFailed();
  }
  // The list has been refetched: items that still exist are in it again, deleted ones are not.
  show(deletion.ids);
}

/**
 * Hides items at once and deletes them when the undo time has passed or the page closes. If the delete fails, the
 * items show again and `onFailed` is called.
 * @returns a function that undoes it; items that were deleted together come back together
 */
export function deleteLater(ids: readonly string[], send: SendDelete, onFailed: () => void): () => void {
  hide(ids);
  const deletion: PendingDelete = {
    ids,
    send,
    onFailed,
    timer: setTimeout(() => void execute(deletion, false), UNDO_MS),
  };
  pending.add(deletion);
  return () => {
    if (!pending.delete(deletion)) return;
    clearTimeout(deletion.timer);
    show(ids);
  };
}

/** Sends every pending delete. Resolves when the server has answered all of them. */
export async function flushDeletes(): Promise<void> {
  await Promise.all([...pending].map((deletion) => execute(deletion, true)));
}

// Closing the page does not undo anything.
if (typeof window !== 'undefined') window.addEventListener('pagehide', () => void flushDeletes());

interface UndoDelete {
  ids: readonly string[];
  send: SendDelete;
  /** Text of the toast with the undo button. */
  text: string;
  /** Text shown when the server refuses. */
  failedText: string;
}

/** Deletes items and shows a toast that offers the undo. */
export function useUndoDelete(): (deletion: UndoDelete) => void {
  const { t } = useTranslation();
  return useCallback(
    ({ ids, send, text, failedText }: UndoDelete) => {
      const undo = deleteLater(ids, send, () => void showToast(failedText));
      void showToast(text, { durationMs: UNDO_MS, action: { label: t('undo'), run: undo } });
    },
    [t],
  );
}
