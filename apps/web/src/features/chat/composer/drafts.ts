import { currentUser, DRAFT_PREFIX } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';

/** A draft: the typed text, and long pasted texts that are shown as chips. */
export interface Draft {
  text: string;
  pasted: readonly string[];
}

export const EMPTY_DRAFT: Draft = { text: '', pasted: [] };

const keyOf = (threadId: string | undefined): string =>
  `${DRAFT_PREFIX}${currentUser()?.id ?? 'nobody'}.${threadId ?? 'new'}`;

/** The question made from a draft: the typed text first, the pasted texts below. */
export const promptOf = ({ text, pasted }: Draft): string =>
  [text, ...pasted].filter((part) => part.trim() !== '').join('\n\n');

/** The signed-in person's draft in a thread (`undefined`: in a new chat). */
export function readDraft(threadId: string | undefined): Draft {
  const key = keyOf(threadId);
  return { text: readStored(key) ?? '', pasted: readPasted(`${key}.pasted`) };
}

function readPasted(key: string): string[] {
  try {
    const value = JSON.parse(readStored(key) ?? '[]') as unknown;
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** Stores a draft. */
export function writeDraft(threadId: string | undefined, { text, pasted }: Draft): void {
  const key = keyOf(threadId);
  writeStored(key, text.trim() === '' ? null : text);
  writeStored(`${key}.pasted`, pasted.length === 0 ? null : JSON.stringify(pasted));
}

/** Deletes a draft that the server has accepted, unless it was changed in the meantime. */
export function clearDraft(threadId: string | undefined, sent: string): void {
  if (promptOf(readDraft(threadId)) === sent) writeDraft(threadId, EMPTY_DRAFT);
}
