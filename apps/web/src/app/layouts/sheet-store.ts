import { create } from 'zustand';

/** Whether the sidebar covers a narrow screen. Not persisted: it opens on demand. */
export const useSheet = create<{ open: boolean }>(() => ({ open: false }));

/** Whether the list of shortcuts is open. */
export const useShortcutSheet = create<{ open: boolean }>(() => ({ open: false }));

/** Whether the palette is open. */
export const usePalette = create<{ open: boolean }>(() => ({ open: false }));
