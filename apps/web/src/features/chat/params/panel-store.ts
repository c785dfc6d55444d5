import { create } from 'zustand';

/** Whether the chat's settings are open. */
export const useParamsPanel = create<{ open: boolean }>(() => ({ open: false }));

export const PANEL_ID = 'chat-settings';
const BUTTON_ID = 'chat-settings-button';

/** The button that opened the panel; it gets the focus back on close. */
export const panelButton = { id: BUTTON_ID, 'aria-controls': PANEL_ID } as const;

export const toggleParams = (): void => useParamsPanel.setState(({ open }) => ({ open: !open }));

/** Closes the panel and returns the focus to the button that opened it. */
export function closeParams(): void {
  useParamsPanel.setState({ open: false });
  document.getElementById(BUTTON_ID)?.focus();
}
