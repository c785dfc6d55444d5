import { currentUser } from '@/lib/session';
import { promptOf, readDraft, writeDraft } from '../composer/drafts';

/** Whether a chat is on the screen; without a thread, the new one. */
const isShown = (threadId: string | undefined): boolean => window.location.pathname.endsWith(`/${threadId ?? 'chat'}`);

/** Adds a text to the draft of a chat that is not on the screen, unless it is in there still. */
function keepInDraft(threadId: string | undefined, text: string): void {
  // Signing out has removed the drafts.
  if (!currentUser()) return;
  const draft = readDraft(threadId);
  if (`\n${promptOf(draft)}\n`.includes(`\n${text}\n`)) return;
  writeDraft(threadId, { ...draft, text: draft.text.trim() === '' ? text : `${draft.text}\n${text}` });
}

/**
 * Gives a text back to the chat that it belongs to: to its message field, or to its draft while another one is shown.
 * @param add adds it to the message field on the screen
 * @returns whether it is in the message field
 */
export function giveBack(threadId: string | undefined, text: string, add: (text: string) => void): boolean {
  const shown = isShown(threadId);
  if (shown) add(text);
  else keepInDraft(threadId, text);
  return shown;
}
