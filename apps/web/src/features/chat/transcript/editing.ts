import { create } from 'zustand';

/** The question being edited; only one at a time. */
export const useEditing = create<{ messageId: string | undefined }>(() => ({ messageId: undefined }));

/** Opens the edit box of a question. */
export const startEditing = (messageId: string): void => useEditing.setState({ messageId });

/** Closes the edit box. */
export const stopEditing = (): void => useEditing.setState({ messageId: undefined });
