import { type Thread } from '@pocket-llm/api-client';
import { useNavigate } from '@tanstack/react-router';
import { type RefObject, useState } from 'react';
import { useListKeys } from '@/lib/use-list-keys';
import { type Selection } from '@/lib/use-selection';

/** The row at the keyboard cursor. `n` changes with every key press, so that the row gets the focus each time. */
export interface Cursor {
  id: string;
  n: number | undefined;
}

interface CursorOptions {
  threads: readonly Thread[];
  /** Ids in display order. */
  listed: readonly string[];
  selection: Selection;
  /** The search field, for the key that focuses it. */
  field: RefObject<HTMLInputElement | null>;
}

/** Moves through the results by keys; with Shift, selects the rows on the way. */
export function useCursor({ threads, listed, selection, field }: CursorOptions) {
  const navigate = useNavigate({ from: '/history' });
  const [cursor, setCursor] = useState<Cursor>();

  const moveTo = (index: number, select: boolean) => {
    const id = listed[Math.min(listed.length - 1, Math.max(0, index))];
    if (id === undefined) return;
    if (select) {
      if (cursor && selection.ids.size === 0) selection.toggle(cursor.id);
      selection.extendTo(id);
    }
    setCursor({ id, n: (cursor?.n ?? 0) + 1 });
  };
  const move = (by: 1 | -1, select: boolean) => {
    const at = cursor ? listed.indexOf(cursor.id) : -1;
    moveTo(at < 0 ? 0 : at + by, select);
  };
  const open = () => {
    const thread = threads.find(({ id }) => id === cursor?.id);
    if (!thread) return;
    void navigate({ to: '/c/$threadId', params: { threadId: thread.id }, search: { m: thread.snippet?.message_id } });
  };
  const close = () => {
    selection.clear();
    return selection.ids.size > 0 ? undefined : false;
  };
  useListKeys({
    move,
    toEdge: (edge) => moveTo(edge === 'first' ? 0 : listed.length - 1, false),
    open,
    close,
    letters: { x: () => cursor && selection.toggle(cursor.id), '/': () => field.current?.focus() },
  });
  return { cursor, setCursor, move };
}
