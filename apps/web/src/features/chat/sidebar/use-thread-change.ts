import { threadUpdate, type Thread, type ThreadDetail } from '@pocket-llm/api-client';
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { threadQuery, type ThreadPage } from '@/lib/queries';
import { showToast } from '@/lib/toast';

interface ThreadChange {
  threadId: string;
  title?: string;
  pinned?: boolean;
  archived?: boolean;
}

/** Changes a thread: at once on screen, rolled back visibly when the server refuses. */
export function useThreadChange() {
  const { t } = useTranslation('chat');
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ threadId, ...body }: ThreadChange) => threadUpdate({ path: { thread_id: threadId }, body }),
    onMutate: async ({ threadId, ...change }) => {
      await client.cancelQueries({ queryKey: ['threads'] });
      client.setQueriesData<InfiniteData<ThreadPage>>({ queryKey: ['threads'] }, (data) =>
        data && { ...data, pages: data.pages.map((page) => ({ ...page, threads: page.threads.map((thread: Thread) => (thread.id === threadId ? { ...thread, ...change } : thread)) })) },
      );
      client.setQueryData<ThreadDetail>(threadQuery(threadId).queryKey, (thread) => thread && { ...thread, ...change });
    },
    onError: () => void showToast(t('thread.changeFailed')),
    onSettled: (_data, _error, { threadId }) =>
      Promise.all([client.invalidateQueries({ queryKey: ['threads'] }), client.invalidateQueries({ queryKey: threadQuery(threadId).queryKey })]),
  });
}
