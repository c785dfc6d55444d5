import { threadUpdate, type ThreadDetail } from '@pocket-llm/api-client';
import i18next from 'i18next';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { showToast } from '@/lib/toast';
import { type RunRequest } from '../run/run-request';
import { cleaned } from './options';
import { saveInTurn } from './saving';
import { DEFAULTS, useNewChatParams } from './use-params';

const kept = new Set<string>();

/**
 * A new chat has become a thread: the options of its first question become those of the thread (the system prompt is
 * already), and the next new chat begins with none.
 */
export function keepBeginning(request: RunRequest, threadId: string): void {
  if (request.kind !== 'prompt' || !request.beginning || kept.has(threadId)) return;
  kept.add(threadId);
  useNewChatParams.setState(DEFAULTS);
  const options = cleaned(request.beginning.options);
  if (!options) return;
  saveInTurn(() => threadUpdate({ path: { thread_id: threadId }, body: { options } })).then(
    () =>
      queryClient.setQueryData<ThreadDetail>(
        threadQuery(threadId).queryKey,
        (thread) => thread && { ...thread, options },
      ),
    () => showToast(i18next.t('thread.changeFailed', { ns: 'chat' })),
  );
}
