import { type RefObject } from 'react';
import { isWriting, useShortcut } from '@/lib/shortcuts';

/**
 * Keyboard navigation through turns and versions. The keys press the same buttons as the mouse.
 * @param box the element that contains the turns
 * @param onEarlier renders earlier turns; undefined when all are rendered
 */
export function useTurnKeys(box: RefObject<HTMLElement | null>, onEarlier: (() => void) | undefined): void {
  const turns = () => [...(box.current?.querySelectorAll<HTMLElement>('[data-turn]') ?? [])];
  const hasFocus = (turn: HTMLElement) => turn.contains(document.activeElement);

  const move = (event: KeyboardEvent, by: 1 | -1) => {
    if (isWriting(event)) return false;
    const all = turns();
    const at = all.findIndex(hasFocus);
    const next = at < 0 ? (by < 0 ? all.length - 1 : -1) : at + by;
    if (next < 0 && at === 0) onEarlier?.();
    all[next]?.focus();
    return all.length > 0;
  };

  const showVersion = (event: KeyboardEvent, name: 'previous' | 'next') => {
    if (isWriting(event)) return false;
    const selector = `[data-version="${name}"]`;
    // The turn with the focus, else the last one with several versions.
    const turn = turns().find(hasFocus) ?? turns().findLast((one) => one.querySelector(selector));
    const button = turn?.querySelector<HTMLElement>(selector);
    button?.click();
    return button !== undefined && button !== null;
  };

  const pressLast = (selector: string) => {
    const last = [...(box.current?.querySelectorAll<HTMLElement>(selector) ?? [])].at(-1);
    last?.click();
    return last !== undefined;
  };

  useShortcut('previousMessage', (event) => move(event, -1));
  useShortcut('nextMessage', (event) => move(event, 1));
  useShortcut('previousVersion', (event) => showVersion(event, 'previous'));
  useShortcut('nextVersion', (event) => showVersion(event, 'next'));
  useShortcut('copyCode', () => pressLast('[data-turn="assistant"] [data-copy="code"]'));
  useShortcut('copyAnswer', () => pressLast('[data-turn="assistant"] [data-copy="answer"]'));
}
