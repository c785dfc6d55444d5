import i18next from 'i18next';
import { showToast } from '@/lib/toast';
import { setModel } from '@/lib/use-model';
import { clearDraft } from '../composer/drafts';
import { keepNewChatOptions } from '../params/new-chat-options';
import { failureOf } from '../failures';
import { listenToRuns } from '../run/chat-runs';
import { type Run } from '../run/run';
import { isQuestion } from '../run/run-request';
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
      // The thread is not loaded yet, but its model is known.
      const asked = model ?? (request.kind === 'prompt' ? request.model : undefined);
      if (request.kind === 'prompt' && request.newChat && asked) setModel(asked, threadId);
    },
    onEnd: (run) => {
      if (run.threadId) markFinished(run.threadId);
      tellRefusal(run);
    },
  });

/** A refused request for another version of an answer leaves nothing on the screen: the answer stays as it was. */
function tellRefusal({ phase, runId, request, error }: Run): void {
  if (phase !== 'failed' || runId || isQuestion(request) || !error || error.problem['thread_id'] !== undefined) return;
  const model = 'model' in request ? request.model : undefined;
  const t = i18next.getFixedT(null, 'failures');
  void showToast(failureOf(error, { model, t, common: i18next.getFixedT(null, 'common') }).text);
}
