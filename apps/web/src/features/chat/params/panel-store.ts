import { create } from 'zustand';

/** Whether the settings of the chat are shown. */
export const useParamsPanel = create<{ open: boolean }>(() => ({ open: false }));

export const PANEL_ID = 'chat-settings';
const BUTTON_ID = 'chat-settings-button';

/** What opens the panel, so that closing it can give the focus back. */
export const panelButton = { id: BUTTON_ID, 'aria-controls': PANEL_ID } as const;

export const toggleParams = (): void => useParamsPanel.setState(({ open }) => ({ open: !open }));

/** Closes the panel; the focus goes back to where it was opened. */
export function closeParams(): void {
  useParamsPanel.setState({ open: false });
  document.getElementById(BUTTON_ID)?.focus();
}
