import { useEffect, useRef } from 'react';
import { usePrefs } from './prefs';

/**
 * The key handlers of a list. A handler that returns false did not handle the key, which then keeps its default
 * effect.
 */
export interface ListKeys {
  /** Down and j, up and k: one row forward or back. `extend` is true while Shift is held. */
  move: (by: 1 | -1, extend: boolean) => void | false;
  /** Home and End. */
  toEdge?: (edge: 'first' | 'last') => void | false;
  /** Enter. */
  open?: () => void | false;
  /** Escape. */
  close?: () => void | false;
  /** Further keys: single letters or signs, in lower case. */
  letters?: Readonly<Record<string, () => void>>;
}

/** The parts of a keyboard event that a handler needs, so that React's events work as well as the browser's. */
type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented' | 'preventDefault'
>;

/** Handles a key of a list that has the focus itself. A list whose keys work on the whole page uses `useListKeys`. */
export function handleListKey(event: KeyPress, { move, toEdge, open, close, letters }: ListKeys): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const actions: Readonly<Record<string, (() => void | false) | undefined>> = {
    ...letters,
    j: () => move(1, event.shiftKey),
    k: () => move(-1, event.shiftKey),
    ArrowDown: () => move(1, event.shiftKey),
    ArrowUp: () => move(-1, event.shiftKey),
    Home: toEdge && (() => toEdge('first')),
    End: toEdge && (() => toEdge('last')),
    Enter: open,
    Escape: close,
  };
  const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (action && action() !== false) event.preventDefault();
}

/** Whether the key belongs to the focused element: a text field or an open layer. */
function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target.closest('[role="menu"], [role="listbox"], [role="dialog"]') !== null
  );
}

/**
 * The keys of a page's only list. They work wherever the focus is, except in text fields; single letters only as long
 * as the person has not turned them off. Enter keeps its meaning on
 * links and buttons. With `arrows: false`, the arrows, Home and End scroll the page.
 */
export function useListKeys(keys: ListKeys, { arrows = true }: { arrows?: boolean } = {}): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const scrolls = event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End';
      if (isTaken(event.target) || (scrolls && !arrows)) return;
      if (event.key.length === 1 && !usePrefs.getState().letterKeys) return;
      if (event.key === 'Enter' && event.target !== document.body) return;
      handleListKey(event, latest.current);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [arrows]);
}
