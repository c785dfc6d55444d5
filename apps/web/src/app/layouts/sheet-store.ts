import { create } from 'zustand';

/** Whether the sidebar covers a narrow screen. Never kept: it opens on demand. */
export const useSheet = create<{ open: boolean }>(() => ({ open: false }));
