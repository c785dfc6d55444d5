import { messageFork, messageRemove, messageUpdate, type Message, type ThreadDetail } from '@pocket-llm/api-client';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { tellTabs } from '../run/tabs';

type Change = Partial<Pick<Message, 'content' | 'feedback'>>;

function patch({ id, thread_id }: Message, change: Partial<Message>): void {
  queryClient.setQueryData<ThreadDetail>(
    threadQuery(thread_id).queryKey,
    (thread) =>
      thread && {
        ...thread,
        messages: thread.messages.map((message) => (message.id === id ? { ...message, ...change } : message)),
      },
  );
}

/** Changes a message in its place: at once on screen, taken back when the server refuses. */
export async function changeMessage(message: Message, change: Change): Promise<void> {
  await queryClient.cancelQueries({ queryKey: threadQuery(message.thread_id).queryKey });
  patch(message, change);
  try {
    const { data } = await messageUpdate({ path: { message_id: message.id }, body: change });
    patch(message, data);
    tellTabs(message.thread_id);
  } catch (error) {
    patch(message, message);
    throw error;
  }
}

/** Removes a message and everything below it for good. */
export async function removeMessage({ id, thread_id }: Message): Promise<void> {
  const { queryKey } = threadQuery(thread_id);
  const { data } = await messageRemove({ path: { message_id: id } });
  queryClient.setQueryData<ThreadDetail>(
    queryKey,
    (thread) => thread && { ...thread, active_leaf_id: data.active_leaf_id },
  );
  await queryClient.invalidateQueries({ queryKey });
  void queryClient.invalidateQueries({ queryKey: ['threads'] });
}

/** A new thread with the conversation up to a message. @returns its id */
export async function forkThread({ id }: Message): Promise<string> {
  const { data } = await messageFork({ path: { message_id: id }, body: {} });
  void queryClient.invalidateQueries({ queryKey: ['threads'] });
  return data.id;
}
