import { create } from 'zustand';

/** Whether the sidebar covers a narrow screen. Never kept: it opens on demand. */
export const useSheet = create<{ open: boolean }>(() => ({ open: false }));

/** Whether the list of shortcuts is shown. */
export const useShortcutSheet = create<{ open: boolean }>(() => ({ open: false }));

/** Whether the palette is shown. */
export const usePalette = create<{ open: boolean }>(() => ({ open: false }));
