import { type RefObject, useEffect } from 'react';

/** Whether a key belongs to what has the focus: a text that is written, or a layer that is open. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return (
    target instanceof HTMLTextAreaElement || target.closest('[role="menu"], [role="listbox"], [role="dialog"]') !== null
  );
}

/** j and k go from one row of a list to the next; Enter opens it, because what gets the focus is its button: `data-row`. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return;
      const step = { j: 1, k: -1 }[event.key.toLowerCase()];
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
      if (!step || rows.length === 0) return;
      const at = rows.findIndex((row) => row === document.activeElement);
      rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]!.focus();
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [list]);
}
