import { useEffect, useEffectEvent } from 'react';
import { matchKeyBindingPress, parseKeybinding } from 'tinykeys';

interface Shortcut {
  /** In tinykeys syntax. `$mod` is Ctrl, and Cmd on a Mac. */
  keys: string;
  /** The same shortcut on keyboards where the character is on another key. */
  also?: string;
}

/**
 * One registry feeds the handlers, the tooltips, the palette and the shortcut sheet; the text of each has its name. No
 * shortcut is a single character key, so that none interferes with typing or speech input.
 */
export const SHORTCUTS = {
  palette: { keys: '$mod+k' },
  newChat: { keys: '$mod+Shift+o' },
  focusComposer: { keys: 'Shift+Escape' },
  // On keyboards with the semicolon on a key of its own, Shift turns it into a colon.
  copyCode: { keys: '$mod+Shift+;', also: '$mod+Shift+:' },
  copyAnswer: { keys: '$mod+Shift+c' },
  toggleSidebar: { keys: '$mod+Shift+s' },
  stop: { keys: 'Escape' },
  previousMessage: { keys: 'Alt+ArrowUp' },
  nextMessage: { keys: 'Alt+ArrowDown' },
  previousVersion: { keys: 'Alt+ArrowLeft' },
  nextVersion: { keys: 'Alt+ArrowRight' },
  // The slash needs Shift on many keyboards.
  sheet: { keys: '$mod+/', also: '$mod+Shift+/' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof SHORTCUTS;

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);
const isRtl = (): boolean => document.documentElement.dir === 'rtl';

/** Left means back only in left-to-right layouts. */
const mirrored = (keys: string): string =>
  isRtl() ? keys.replace(/Arrow(Left|Right)/, (_, side) => `Arrow${side === 'Left' ? 'Right' : 'Left'}`) : keys;

function matches(event: KeyboardEvent, { keys, also }: Shortcut): boolean {
  return [keys, also].some((binding) => {
    const [press] = binding ? parseKeybinding(mirrored(binding)) : [];
    return press !== undefined && matchKeyBindingPress(event, press);
  });
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const MAC_NAMES: Readonly<Record<string, string>> = { $mod: '⌘', Shift: '⇧', Alt: '⌥' };
const OTHER_NAMES: Readonly<Record<string, string>> = { $mod: 'Ctrl' };

/** The shortcut as shown to people: `Ctrl Shift O`. */
export function shortcutKeys(name: ShortcutName): string[] {
  const names = { ...KEY_NAMES, ...(isMac() ? MAC_NAMES : OTHER_NAMES) };
  return mirrored(SHORTCUTS[name].keys)
    .split('+')
    .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** Whether the key belongs to a text being edited: on a Mac, Alt with an arrow moves by words and paragraphs. */
export function isWriting({ target }: KeyboardEvent): boolean {
  return (
    isMac() && (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) && target.value !== ''
  );
}

/** Whether the key writes a character. No shortcut is one. */
const isTyped = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  key.length === 1 && !ctrlKey && !metaKey && !altKey;

/** Calls `run` on the shortcut. A handler returns false when it did not handle the key. */
export function useShortcut(name: ShortcutName, run: (event: KeyboardEvent) => boolean | void): void {
  const onPress = useEffectEvent(run);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Open layers (dialogs, menus) handle Escape themselves and mark the event as handled.
      if (isTyped(event) || event.defaultPrevented || event.isComposing || !matches(event, SHORTCUTS[name])) return;
      if (onPress(event) !== false) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [name]);
}
