import { clearDraft } from '../composer/drafts';
import { keepNewChatOptions } from '../params/new-chat-options';
import { listenToRuns } from '../run/chat-runs';
import { markFinished } from '../sidebar/unread';

/**
 * Updates the rest of the chat when a run progresses: drafts, the settings of a new chat, unread marks.
 * @returns a function that stops it
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
