import { currentUser, DRAFT_PREFIX } from '@/lib/session';
import { readStored, writeStored } from '@/lib/storage';

const keyOf = (threadId: string | undefined): string => `${DRAFT_PREFIX}${currentUser()?.id ?? 'nobody'}.${threadId ?? 'new'}`;

/** What was being written in a thread (`undefined`: a new one) by the person signed in. */
export const readDraft = (threadId: string | undefined): string => readStored(keyOf(threadId)) ?? '';

/** Keeps what is being written. */
export const writeDraft = (threadId: string | undefined, text: string): void => writeStored(keyOf(threadId), text.trim() === '' ? null : text);

/** Forgets a draft that the server has accepted, unless something else is being written there by now. */
export function clearDraft(threadId: string | undefined, sent: string): void {
  if (readDraft(threadId) === sent) writeDraft(threadId, '');
}
