import { type RefObject, useCallback } from 'react';
import { isWriting, useShortcut } from '@/lib/shortcuts';

const turnsOf = (box: HTMLElement | null): HTMLElement[] => [
  ...(box?.querySelectorAll<HTMLElement>('[data-turn]') ?? []),
];

/** Moves through the turns and their versions by keys. What they press are the same buttons that the mouse finds. */
export function useTurnKeys(box: RefObject<HTMLElement | null>, onEarlier: (() => void) | undefined): void {
  const move = useCallback(
    (event: KeyboardEvent, by: 1 | -1) => {
      if (isWriting(event)) return false;
      const turns = turnsOf(box.current);
      const at = turns.findIndex((turn) => turn.contains(document.activeElement));
      const next = at < 0 ? (by < 0 ? turns.length - 1 : -1) : at + by;
      if (next < 0 && at === 0) onEarlier?.();
      turns[next]?.focus();
      return turns.length > 0;
    },
    [box, onEarlier],
  );

  const turnTo = useCallback(
    (event: KeyboardEvent, name: 'previous' | 'next') => {
      if (isWriting(event)) return false;
      const turns = turnsOf(box.current);
      const selector = `[data-version="${name}"]`;
      // The turn that has the focus, else the last one that has versions.
      const turn =
        turns.find((one) => one.contains(document.activeElement)) ??
        turns.findLast((one) => one.querySelector(selector));
      const button = turn?.querySelector<HTMLElement>(selector);
      button?.click();
      return button !== undefined && button !== null;
    },
    [box],
  );

  const press = useCallback(
    (selector: string) => {
      const buttons = box.current?.querySelectorAll<HTMLElement>(selector);
      const last = buttons?.[buttons.length - 1];
      last?.click();
      return last !== undefined;
    },
    [box],
  );

  useShortcut(
    'previousMessage',
    useCallback((event: KeyboardEvent) => move(event, -1), [move]),
  );
  useShortcut(
    'nextMessage',
    useCallback((event: KeyboardEvent) => move(event, 1), [move]),
  );
  useShortcut(
    'previousVersion',
    useCallback((event: KeyboardEvent) => turnTo(event, 'previous'), [turnTo]),
  );
  useShortcut(
    'nextVersion',
    useCallback((event: KeyboardEvent) => turnTo(event, 'next'), [turnTo]),
  );
  useShortcut(
    'copyCode',
    useCallback(() => press('[data-turn="assistant"] [data-copy="code"]'), [press]),
  );
  useShortcut(
    'copyAnswer',
    useCallback(() => press('[data-turn="assistant"] [data-copy="answer"]'), [press]),
  );
}
