import { messageFork, messageRemove, messageUpdate, type Message, type ThreadDetail } from '@pocket-llm/api-client';
import { useMutation } from '@tanstack/react-query';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { broadcastThreadChange } from '@/lib/threads/tabs';

function patchMessage({ id, thread_id }: Message, change: Partial<Message>): void {
  queryClient.setQueryData<ThreadDetail>(
    threadQuery(thread_id).queryKey,
    (thread) =>
      thread && {
        ...thread,
        messages: thread.messages.map((message) => (message.id === id ? { ...message, ...change } : message)),
      },
  );
}

interface MessageChange {
  message: Message;
  change: Partial<Pick<Message, 'content' | 'feedback'>>;
}

/** Changes a message optimistically; the change is rolled back if the server refuses. */
export const useChangeMessage = () =>
  useMutation({
    mutationFn: ({ message, change }: MessageChange) =>
      messageUpdate({ path: { message_id: message.id }, body: change }),
    onMutate: async ({ message, change }) => {
      await queryClient.cancelQueries({ queryKey: threadQuery(message.thread_id).queryKey });
      patchMessage(message, change);
    },
    onSuccess: ({ data }, { message }) => {
      patchMessage(message, data);
      broadcastThreadChange(message.thread_id);
    },
    onError: (_error, { message }) => patchMessage(message, message),
  });

/** Permanently removes a message and everything below it. `leaving`: the request has to outlive the page. */
export async function removeMessage({ id, thread_id }: Message, leaving: boolean): Promise<void> {
  const { queryKey } = threadQuery(thread_id);
  const fetchOptions = leaving ? { keepalive: true } : undefined;
  const { data } = await messageRemove({ path: { message_id: id }, fetchOptions });
  queryClient.setQueryData<ThreadDetail>(
    queryKey,
    (thread) => thread && { ...thread, active_leaf_id: data.active_leaf_id },
  );
  await queryClient.invalidateQueries({ queryKey });
  void queryClient.invalidateQueries({ queryKey: ['threads'] });
}

/** Creates a new thread from the conversation up to a message. Resolves with the thread. */
export const useForkThread = () =>
  useMutation({
    mutationFn: async (from: Message) => (await messageFork({ path: { message_id: from.id }, body: {} })).data,
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['threads'] }),
  });
