import { useEffect, useRef } from 'react';

interface ListKeys {
  /** By so many rows; `choose`: what is passed is chosen with it. */
  move: (by: 1 | -1, choose: boolean) => void;
  toggle: () => void;
  /** False when nothing was chosen. */
  clear: () => boolean;
  search: () => void;
  open: () => void;
}

/** Whether a key belongs to what has the focus: a text that is written, or a layer that is open. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target.closest('[role="menu"], [role="listbox"], [role="dialog"]') !== null
  );
}

/** The keys of the list, wherever the focus is as long as nobody writes. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return;
      const { move, toggle, clear, search, open } = latest.current;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (key === 'j' || key === 'ArrowDown') move(1, event.shiftKey);
      else if (key === 'k' || key === 'ArrowUp') move(-1, event.shiftKey);
      else if (key === 'x') toggle();
      else if (key === '/') search();
      else if (key === 'Escape') {
        if (!clear()) return;
      } else if (key === 'Enter' && event.target === document.body) open();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
