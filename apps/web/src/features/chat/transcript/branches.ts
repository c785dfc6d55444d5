import { type ThreadDetail } from '@pocket-llm/api-client';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { broadcastThreadChange } from '@/lib/threads/tabs';
import { saveThread } from '../api';
import { newestLeafBelow } from '../message-tree';
import { discardEnded } from '../run/chat-runs';

/** Shows the branch of a message: here at once, and saved on the server for other tabs and devices. */
export function showBranch(threadId: string, messageId: string, onFailed: () => void): void {
  const { queryKey } = threadQuery(threadId);
  const thread = queryClient.getQueryData<ThreadDetail>(queryKey);
  if (!thread) return;
  const leaf = newestLeafBelow(thread.messages, messageId);
  // Failed or unsent runs belong to the branch that is being left.
  discardEnded(threadId);
  if (leaf !== thread.active_leaf_id) showLeaf(threadId, leaf, onFailed);
}

/** Shows a branch by its end; see `showBranch`. */
export function showLeaf(threadId: string, leaf: string, onFailed: () => void): void {
  const { queryKey } = threadQuery(threadId);
  // A response to an earlier request would bring the old branch back.
  void queryClient.cancelQueries({ queryKey });
  queryClient.setQueryData<ThreadDetail>(queryKey, (thread) => thread && { ...thread, active_leaf_id: leaf });
  saveThread(threadId, { active_leaf_id: leaf }).then(
    () => broadcastThreadChange(threadId),
    () => {
      onFailed();
      return queryClient.invalidateQueries({ queryKey });
    },
  );
}
