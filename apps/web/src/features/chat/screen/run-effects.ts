import { clearDraft } from '../composer/drafts';
import { keepNewChatOptions } from '../params/new-chat-options';
import { listenToRuns } from '../run/chat-runs';
import { markFinished } from '../sidebar/unread';

/**
 * What a run changes elsewhere in the chat: the draft, the settings of a new chat, the unread marks.
 * @returns the function that stops it
 */
export const followRuns = (): (() => void) =>
  listenToRuns({
    onAccepted: ({ request, threadId }) => {
      if (request.kind === 'prompt') clearDraft(threadId, request.prompt);
    },
    onThread: ({ request, threadId }) => {
      if (threadId) keepNewChatOptions(request, threadId);
    },
    onEnd: ({ threadId }) => {
      if (threadId) markFinished(threadId);
    },
  });
