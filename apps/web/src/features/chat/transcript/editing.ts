import { create } from 'zustand';

/** The question whose words are being changed; one at a time. */
export const useEditing = create<{ messageId: string | undefined }>(() => ({ messageId: undefined }));

/** Opens the field over a question. */
export const startEditing = (messageId: string): void => useEditing.setState({ messageId });

/** Closes it. */
export const stopEditing = (): void => useEditing.setState({ messageId: undefined });
