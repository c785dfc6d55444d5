import { setModel } from '@/lib/use-model';
import { moveExtras } from '../extras';
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
    onThread: ({ request, threadId, model }) => {
      if (!threadId) return;
      keepNewChatOptions(request, threadId);
      if (request.kind === 'prompt' && request.newChat) moveExtras(threadId);
      // The thread is not loaded yet, but its model is known.
      const asked = model ?? (request.kind === 'prompt' ? request.model : undefined);
      if (request.kind === 'prompt' && request.newChat && asked) setModel(asked, threadId);
    },
    onEnd: ({ threadId }) => {
      if (threadId) markFinished(threadId);
    },
  });
