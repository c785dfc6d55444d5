import { threadUpdate, type Thread, type ThreadUpdateDto } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { threadQuery } from '../queries';
import { showToast } from '../toast';
import { patchThreads } from './cache';

type ThreadChange = Pick<ThreadUpdateDto, 'title' | 'pinned' | 'archived' | 'temporary'> & { threadId: string };

/** Changes a thread optimistically. If the server refuses, the change is rolled back and the person is told. */
export function useThreadChange() {
  const { t } = useTranslation('chat');
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ threadId, ...body }: ThreadChange) => threadUpdate({ path: { thread_id: threadId }, body }),
    onMutate: async ({ threadId, ...change }) => {
      await client.cancelQueries({ queryKey: ['threads'] });
      patchThreads(client, new Set([threadId]), change as Partial<Thread>);
    },
    onError: () => void showToast(t('thread.changeFailed')),
    onSettled: (_data, _error, { threadId }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['threads'] }),
        client.invalidateQueries({ queryKey: threadQuery(threadId).queryKey }),
      ]),
  });
}
