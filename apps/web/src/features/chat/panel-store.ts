import { type CitationDto } from '@pocket-llm/api-client';
import { create } from 'zustand';

/** The sources of one answer, and the one that is shown. */
export interface ShownSource {
  citations: readonly CitationDto[];
  index: number;
}

/** What stands beside the conversation, when it is open: a source of an answer, else the chat's settings. */
export const useSidePanel = create<{ open: boolean; source?: ShownSource }>(() => ({ open: false }));

export const PANEL_ID = 'chat-settings';
const BUTTON_ID = 'chat-settings-button';

/** The button that opened the panel; it gets the focus back on close. */
export const panelButton = { id: BUTTON_ID, 'aria-controls': PANEL_ID } as const;

export const toggleParams = (): void =>
  useSidePanel.setState(({ open, source }) => ({ open: !open || source !== undefined, source: undefined }));

/** Closes the panel and returns the focus to the button that opened it. */
export function closeParams(): void {
  useSidePanel.setState({ open: false });
  document.getElementById(BUTTON_ID)?.focus();
}
