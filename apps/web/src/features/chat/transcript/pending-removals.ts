import { type Message } from '@pocket-llm/api-client';
import { create } from 'zustand';
import { removeMessage } from './message-commands';

export const UNDO_MS = 8000;

/** Messages that are gone from the screen but can still be brought back. */
export const usePendingRemovals = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

const timers = new Map<string, ReturnType<typeof setTimeout>>();

const change = (edit: (ids: Set<string>) => void) =>
  usePendingRemovals.setState(({ ids }) => {
    const next = new Set(ids);
    edit(next);
    return { ids: next };
  });

/** Removes a message after the time to undo. Closing the tab in between keeps it, as with threads. */
export function removeLater(message: Message, onFailed: () => void): void {
  change((ids) => ids.add(message.id));
  timers.set(
    message.id,
    setTimeout(() => {
      timers.delete(message.id);
      void removeMessage(message)
        .catch(onFailed)
        .finally(() => change((ids) => ids.delete(message.id)));
    }, UNDO_MS),
  );
}

/** Brings a message back whose time to undo still runs. */
export function undoRemoval(messageId: string): void {
  clearTimeout(timers.get(messageId));
  timers.delete(messageId);
  change((ids) => ids.delete(messageId));
}
