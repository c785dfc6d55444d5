import { useEffect } from 'react';

/**
 * `mod` is Ctrl, and Cmd on a Mac. One registry feeds the handlers, the tooltips, the palette and the sheet. No shortcut is
 * a single key of text, so that none stands in the way of typing or of speech input.
 */
export const SHORTCUTS = {
  palette: { keys: 'mod+k', label: 'shortcuts.palette' },
  newChat: { keys: 'mod+shift+o', label: 'shortcuts.newChat' },
  focusComposer: { keys: 'shift+escape', label: 'shortcuts.focusComposer' },
  copyCode: { keys: 'mod+shift+;', label: 'shortcuts.copyCode' },
  copyAnswer: { keys: 'mod+shift+c', label: 'shortcuts.copyAnswer' },
  toggleSidebar: { keys: 'mod+shift+s', label: 'shortcuts.toggleSidebar' },
  stop: { keys: 'escape', label: 'shortcuts.stop' },
  previousMessage: { keys: 'alt+arrowup', label: 'shortcuts.previousMessage' },
  nextMessage: { keys: 'alt+arrowdown', label: 'shortcuts.nextMessage' },
  previousVersion: { keys: 'alt+arrowleft', label: 'shortcuts.previousVersion' },
  nextVersion: { keys: 'alt+arrowright', label: 'shortcuts.nextVersion' },
  sheet: { keys: 'mod+/', label: 'shortcuts.sheet' },
} as const;

export type ShortcutName = keyof typeof SHORTCUTS;

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);
const isRtl = (): boolean => document.documentElement.dir === 'rtl';

// Left is back only where one reads to the right.
const MIRRORED: Record<string, string> = { arrowleft: 'arrowright', arrowright: 'arrowleft' };
// What Shift makes of a key on the keyboards where it is one.
const SHIFTED: Record<string, string> = { ';': ':' };

const turned = (key: string): string => (isRtl() ? (MIRRORED[key] ?? key) : key);

function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = turned(parts.pop()!);
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const pressed = event.key.toLowerCase();
  return (
    (pressed === key || pressed === SHIFTED[key]) &&
    mod === parts.includes('mod') &&
    // The slash sits behind Shift on many keyboards.
    (key === '/' || event.shiftKey === parts.includes('shift')) &&
    event.altKey === parts.includes('alt')
  );
}

/** How a shortcut is written for people: `Ctrl Shift O`. */
export function shortcutKeys(name: ShortcutName): string[] {
  const names: Record<string, string> = {
    mod: isMac() ? '⌘' : 'Ctrl',
    shift: isMac() ? '⇧' : 'Shift',
    alt: isMac() ? '⌥' : 'Alt',
    escape: 'Esc',
    arrowup: '↑',
    arrowdown: '↓',
    arrowleft: '←',
    arrowright: '→',
  };
  return SHORTCUTS[name].keys.split('+').map((key) => names[turned(key)] ?? key.toUpperCase());
}

/** Whether a press belongs to a text that is being edited: on a Mac, Alt and an arrow move by words and paragraphs there. */
export function isWriting({ target }: KeyboardEvent): boolean {
  return (
    isMac() && (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) && target.value !== ''
  );
}

/** Calls `run` on the shortcut. A handler that returns false has not handled it. */
export function useShortcut(name: ShortcutName, run: (event: KeyboardEvent) => boolean | void, enabled = true): void {
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      // Layers that are open (dialogs, menus) take Escape for themselves and mark it so.
      if (event.defaultPrevented || event.isComposing || !matches(event, SHORTCUTS[name].keys)) return;
      if (run(event) !== false) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [name, run, enabled]);
}
