import { currentUser, DRAFT_PREFIX } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';

/** What is being written: the words, and longer texts that were pasted and stand beside them. */
export interface Draft {
  text: string;
  pasted: readonly string[];
}

export const EMPTY_DRAFT: Draft = { text: '', pasted: [] };

const keyOf = (threadId: string | undefined): string =>
  `${DRAFT_PREFIX}${currentUser()?.id ?? 'nobody'}.${threadId ?? 'new'}`;

/** The question that a draft makes: the words first, what they are about below. */
export const promptOf = ({ text, pasted }: Draft): string =>
  [text, ...pasted].filter((part) => part.trim() !== '').join('\n\n');

/** What was being written in a thread (`undefined`: a new one) by the person signed in. */
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

/** Keeps what is being written. */
export function writeDraft(threadId: string | undefined, { text, pasted }: Draft): void {
  const key = keyOf(threadId);
  writeStored(key, text.trim() === '' ? null : text);
  writeStored(`${key}.pasted`, pasted.length === 0 ? null : JSON.stringify(pasted));
}

/** Forgets a draft that the server has accepted, unless something else is being written there by now. */
export function clearDraft(threadId: string | undefined, sent: string): void {
  if (promptOf(readDraft(threadId)) === sent) writeDraft(threadId, EMPTY_DRAFT);
}
