import { create } from 'zustand';

/** What the one polite live region of the page says. Several regions drown each other out. */
export const useAnnouncement = create<{ text: string }>(() => ({ text: '' }));

/** Says something to screen readers, without moving the focus. */
export const announce = (text: string): void => useAnnouncement.setState({ text });
