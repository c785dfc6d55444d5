import { type MessageFileDto } from '@pocket-llm/api-client';
import { currentUser } from '@/lib/session';
import { promptOf, readDraft, writeDraft } from '../composer/drafts';
import { giveFiles } from '../files/attached';
import { attach } from '../composer/use-images';

/** Whether a chat is on the screen; without a thread, the new one. */
const isShown = (threadId: string | undefined): boolean => window.location.pathname.endsWith(`/${threadId ?? 'chat'}`);

/** Adds a text to the draft of a chat that is not on the screen, unless it is in there still, and pictures to it. */
function keepInDraft(threadId: string | undefined, text: string, images: readonly string[]): void {
  // Signing out has removed the drafts.
  if (!currentUser()) return;
  if (images.length > 0) attach(threadId, images);
  const draft = readDraft(threadId);
  if (`\n${promptOf(draft)}\n`.includes(`\n${text}\n`)) return;
  writeDraft(threadId, { ...draft, text: draft.text.trim() === '' ? text : `${draft.text}\n${text}` });
}

/**
 * Gives a text and its pictures back to the chat that they belong to: to its message field, or to its draft while
 * another one is shown.
 * @param add adds the text, and the pictures, to the message field on the screen
 * @returns whether it is in the message field
 */
export function giveBack(
  threadId: string | undefined,
  text: string,
  add: (text: string) => void,
  images: readonly string[] = [],
  files: readonly MessageFileDto[] = [],
): boolean {
  const shown = isShown(threadId);
  if (shown) add(text);
  else {
    keepInDraft(threadId, text, images);
    giveFiles(threadId, files);
  }
  return shown;
}
