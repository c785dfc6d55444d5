import { useEffect } from 'react';

/** `mod` is Ctrl, and Cmd on a Mac. One registry feeds the handlers, the tooltips and the sheet. */
export const SHORTCUTS = {
  newChat: { keys: 'mod+shift+o', label: 'shortcuts.newChat' },
  focusComposer: { keys: 'shift+escape', label: 'shortcuts.focusComposer' },
  toggleSidebar: { keys: 'mod+shift+s', label: 'shortcuts.toggleSidebar' },
  stop: { keys: 'escape', label: 'shortcuts.stop' },
  sheet: { keys: 'mod+/', label: 'shortcuts.sheet' },
} as const;

export type ShortcutName = keyof typeof SHORTCUTS;

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts.pop()!;
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  return (
    event.key.toLowerCase() === key &&
    mod === parts.includes('mod') &&
    // The slash sits behind Shift on many keyboards.
    (key === '/' || event.shiftKey === parts.includes('shift')) &&
    !event.altKey
  );
}

/** How a shortcut is written for people: `Ctrl Shift O`. */
export function shortcutKeys(name: ShortcutName): string[] {
  const names: Record<string, string> = { mod: isMac() ? '⌘' : 'Ctrl', shift: isMac() ? '⇧' : 'Shift', escape: 'Esc' };
  return SHORTCUTS[name].keys.split('+').map((key) => names[key] ?? key.toUpperCase());
}

/** Calls `run` on the shortcut. A handler that returns false has not handled it. */
export function useShortcut(name: ShortcutName, run: () => boolean | void, enabled = true): void {
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      // Layers that are open (dialogs, menus) take Escape for themselves and mark it so.
      if (event.defaultPrevented || event.isComposing || !matches(event, SHORTCUTS[name].keys)) return;
      if (run() !== false) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [name, run, enabled]);
}
