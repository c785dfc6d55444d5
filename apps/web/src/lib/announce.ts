import { create } from 'zustand';

/** The text of the page's only polite live region. Several regions would interrupt each other. */
export const useAnnouncement = create<{ text: string }>(() => ({ text: '' }));

/** Announces a text to screen readers without moving the focus. */
export const announce = (text: string): void => useAnnouncement.setState({ text });
