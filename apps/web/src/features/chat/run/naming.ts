import { threadTitle } from '@pocket-llm/api-client';
import { queryClient } from '@/lib/query-client';
import { patchThreads } from '@/lib/threads/cache';
import { broadcastThreadChange } from '@/lib/threads/tabs';

/** Shows the title that a model is making of a thread, here and in the other tabs. Without one the old title stays. */
export async function awaitTitle(threadId: string): Promise<void> {
  // Without a time limit of its own: the portal answers when the model has made one, or when it no longer waits for it.
  const named = (await threadTitle({ path: { thread_id: threadId }, timeout: 0 }).catch(() => undefined))?.data;
  if (!named) return;
  patchThreads(queryClient, new Set([threadId]), { title: named.title });
  // A list that was being read meanwhile has the old one.
  void queryClient.invalidateQueries({ queryKey: ['threads'] });
  broadcastThreadChange(threadId);
}
