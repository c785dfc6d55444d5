/** The saved position of a conversation: how far it was scrolled, and how many turns were rendered. */
export interface Position {
  top: number;
  /** The conversation was at its end and opens there again. */
  atEnd: boolean;
  shown: number;
}

// In memory only: after a reload every conversation opens at its end.
const positions = new Map<string, Position>();

export const positionOf = (conversation: string): Position | undefined => positions.get(conversation);

export function rememberPosition(conversation: string, change: Partial<Position>): void {
  positions.set(conversation, { top: 0, atEnd: true, shown: 0, ...positions.get(conversation), ...change });
}

export const forgetPosition = (conversation: string): void => void positions.delete(conversation);
