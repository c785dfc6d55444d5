import { type Message } from '@pocket-llm/api-client';

/** Where a conversation begins: its turns keep their numbers when older ones come before them. */
export interface Numbering {
  conversation: string;
  /** The first message of the branch when it was numbered. */
  first: string | undefined;
  /** The number of the first turn. 0 at first, less with each older turn. */
  start: number;
}

/** The numbering of a branch, which continues that of the branch that was shown before. */
export function renumbered(before: Numbering, conversation: string, path: readonly Message[]): Numbering {
  const first = path[0]?.id;
  if (before.conversation !== conversation) return { conversation, first, start: 0 };
  if (first === before.first || first === undefined) return before;
  const at = path.findIndex(({ id }) => id === before.first);
  return { conversation, first, start: before.start - Math.max(0, at) };
}
