import { create } from 'zustand';
import { queryClient } from '../query-client';
import { threadQuery } from '../queries';
import { bulk } from './bulk';

export const UNDO_MS = 8000;

/** Threads that are gone from the screen but can still be brought back. */
export const usePendingDeletes = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

/** What is deleted together is brought back together. */
interface Batch {
  ids: readonly string[];
  timer: ReturnType<typeof setTimeout>;
  onFailed: () => void;
}

const batches = new Set<Batch>();

const change = (edit: (ids: Set<string>) => void) =>
  usePendingDeletes.setState(({ ids }) => {
    const next = new Set(ids);
    edit(next);
    return { ids: next };
  });

const show = (ids: readonly string[]) => change((hidden) => ids.forEach((id) => hidden.delete(id)));

async function carryOut(batch: Batch, last: boolean): Promise<void> {
  if (!batches.delete(batch)) return;
  clearTimeout(batch.timer);
  try {
    await bulk(batch.ids, 'delete', last);
    for (const id of batch.ids) queryClient.removeQueries({ queryKey: threadQuery(id).queryKey });
  } catch {
    batch.onFailed();
  }
  await queryClient.invalidateQueries({ queryKey: ['threads'] });
  show(batch.ids);
}

/** Hides threads and deletes them after the time to undo, or when the page is left before. @returns how to bring them back */
export function deleteLater(ids: readonly string[], onFailed: () => void): () => void {
  change((hidden) => ids.forEach((id) => hidden.add(id)));
  const batch: Batch = { ids, onFailed, timer: setTimeout(() => void carryOut(batch, false), UNDO_MS) };
  batches.add(batch);
  return () => {
    if (!batches.delete(batch)) return;
    clearTimeout(batch.timer);
    show(ids);
  };
}

/** Whoever deletes something and leaves has not changed their mind. */
export function flushDeletes(): void {
  for (const batch of [...batches]) void carryOut(batch, true);
}

if (typeof window !== 'undefined') window.addEventListener('pagehide', flushDeletes);
