import { threadDelete } from '@pocket-llm/api-client';
import { create } from 'zustand';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';

export const UNDO_MS = 8000;

/** Threads that are gone from the screen but can still be brought back. */
export const usePendingDeletes = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

const timers = new Map<string, ReturnType<typeof setTimeout>>();

const change = (edit: (ids: Set<string>) => void) =>
  usePendingDeletes.setState(({ ids }) => {
    const next = new Set(ids);
    edit(next);
    return { ids: next };
  });

/**
 * Deletes a thread after the time to undo. Closing the tab in between keeps it: losing a conversation by accident is
 * worse than finding it again.
 */
export function deleteLater(threadId: string, onFailed: () => void): void {
  change((ids) => ids.add(threadId));
  timers.set(
    threadId,
    setTimeout(() => {
      timers.delete(threadId);
      threadDelete({ path: { thread_id: threadId } })
        .then(() => queryClient.removeQueries({ queryKey: threadQuery(threadId).queryKey }), onFailed)
        .then(() => queryClient.invalidateQueries({ queryKey: ['threads'] }))
        .finally(() => change((ids) => ids.delete(threadId)));
    }, UNDO_MS),
  );
}

/** Brings a thread back whose time to undo still runs. */
export function undoDelete(threadId: string): void {
  clearTimeout(timers.get(threadId));
  timers.delete(threadId);
  change((ids) => ids.delete(threadId));
}
