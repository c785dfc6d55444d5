import { type ThreadDetail } from '@pocket-llm/api-client';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { broadcastThreadChange } from '@/lib/threads/tabs';
import { saveThread } from '../api';
import { newestLeafBelow } from '../message-tree';
import { discardEnded } from '../run/chat-runs';

/** Shows the branch of a message: at once here, and kept by the server for every other tab and device. */
export function showBranch(threadId: string, messageId: string, onFailed: () => void): void {
  const { queryKey } = threadQuery(threadId);
  const thread = queryClient.getQueryData<ThreadDetail>(queryKey);
  if (!thread) return;
  const leaf = newestLeafBelow(thread.messages, messageId);
  // What failed or was never sent belongs to the branch that is left now.
  discardEnded(threadId);
  if (leaf === thread.active_leaf_id) return;
  // An answer to an older question would bring the old branch back.
  void queryClient.cancelQueries({ queryKey });
  queryClient.setQueryData<ThreadDetail>(queryKey, { ...thread, active_leaf_id: leaf });
  saveThread(threadId, { active_leaf_id: leaf }).then(
    () => broadcastThreadChange(threadId),
    () => {
      onFailed();
      return queryClient.invalidateQueries({ queryKey });
    },
  );
}
