/** Where a conversation was left: how far down, and how many of its turns were on the page. */
export interface Position {
  top: number;
  /** It was at its end, and opens there again. */
  atEnd: boolean;
  shown: number;
}

// For as long as the page is open, no longer: tomorrow everybody begins at the end.
const positions = new Map<string, Position>();

export const positionOf = (conversation: string): Position | undefined => positions.get(conversation);

export function rememberPosition(conversation: string, change: Partial<Position>): void {
  positions.set(conversation, { top: 0, atEnd: true, shown: 0, ...positions.get(conversation), ...change });
}

export const forgetPosition = (conversation: string): void => void positions.delete(conversation);
