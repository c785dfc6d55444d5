import { type ThreadDetail } from '@pocket-llm/api-client';
import i18next from 'i18next';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { showToast } from '@/lib/toast';
import { saveThread } from '../api';
import { type RunRequest } from '../run/run-request';
import { cleaned } from './options';
import { DEFAULTS, useNewChatParams } from './use-params';

const kept = new Set<string>();

/**
 * Called when a new chat has become a thread: the options of its first question become the thread's (the server
 * already has the system prompt), and the next new chat starts without any.
 */
export function keepNewChatOptions(request: RunRequest, threadId: string): void {
  if (request.kind !== 'prompt' || !request.newChat || kept.has(threadId)) return;
  kept.add(threadId);
  useNewChatParams.setState(DEFAULTS);
  const options = cleaned(request.newChat.options);
  if (!options) return;
  saveThread(threadId, { options }).then(
    () =>
      queryClient.setQueryData<ThreadDetail>(
        threadQuery(threadId).queryKey,
        (thread) => thread && { ...thread, options },
      ),
    () => showToast(i18next.t('thread.changeFailed', { ns: 'chat' })),
  );
}
