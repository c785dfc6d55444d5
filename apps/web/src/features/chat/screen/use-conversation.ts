import { type Message } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { threadQuery } from '@/lib/queries';
import { usePendingDeletes } from '@/lib/undo-delete';
import { preloadMarkdown } from '../markdown/markdown';
import { branch, versionsByMessage, without } from '../message-tree';
import { join } from '../run/chat-runs';
import { isOver } from '../run/run';
import { useRun, useRunShape, useThreadRunKey } from '../run/use-run';
import { composeTurns } from '../transcript/turns';

/** The conversation's key. A new chat keeps it when it becomes a thread, because for the reader it is the same one. */
const NEW = 'new';

const NO_MESSAGES: Message[] = [];

/** The run of a new chat that has no thread yet, and the thread that was created for it. */
function useNewChatRun(threadId: string | undefined, onThread: (threadId: string) => void) {
  const [pendingRunKey, setPendingRunKey] = useState<string>();
  const [createdThreadId, setCreatedThreadId] = useState<string>();
  const threadOfRun = useRun(pendingRunKey, (run) => run.threadId);
  if (threadId !== undefined && pendingRunKey !== undefined) setPendingRunKey(undefined);
  if (threadId === undefined && threadOfRun !== undefined && createdThreadId !== threadOfRun)
    setCreatedThreadId(threadOfRun);
  // The person left for another thread or another new chat; returning counts as a change of conversation.
  const left = threadId === undefined ? threadOfRun === undefined : createdThreadId !== threadId;
  if (left && createdThreadId !== undefined) setCreatedThreadId(undefined);

  // Navigate to the thread's address as soon as the server has created it.
  useEffect(() => {
    if (threadId === undefined && threadOfRun) onThread(threadOfRun);
  }, [threadId, threadOfRun, onThread]);
  return { pendingRunKey: threadId === undefined ? pendingRunKey : undefined, createdThreadId, setPendingRunKey };
}

/** What the page shows of a thread: the active branch without messages being deleted, with the run applied on top. */
export function useConversation(threadId: string | undefined, onThread: (threadId: string) => void) {
  const thread = useQuery({ ...threadQuery(threadId ?? ''), enabled: threadId !== undefined });
  const { pendingRunKey, createdThreadId, setPendingRunKey } = useNewChatRun(threadId, onThread);
  const runKey = useThreadRunKey(threadId) ?? pendingRunKey;
  const run = useRunShape(runKey);
  const deleted = usePendingDeletes(({ ids }) => ids);

  const data = threadId === undefined ? undefined : thread.data;
  const messages = data?.messages ?? NO_MESSAGES;
  const tree = useMemo(
    () => without(messages, data?.active_leaf_id ?? null, deleted),
    [messages, data?.active_leaf_id, deleted],
  );
  const path = useMemo(() => branch(tree.messages, tree.leafId), [tree]);
  const turns = useMemo(() => composeTurns(path, run), [path, run]);
  const versions = useMemo(() => versionsByMessage(tree.messages), [tree.messages]);

  // The run is already in progress, for example after a reload or because another tab started it.
  useEffect(() => {
    const live = path.find((message) => message.status === 'running' || message.status === 'queued');
    if (live) join(live);
    if (path.length > 0) preloadMarkdown();
  }, [path]);

  return {
    thread,
    data,
    path,
    turns,
    versions,
    runKey,
    running: run !== undefined && !isOver(run.phase),
    conversation: threadId === undefined || threadId === createdThreadId ? NEW : threadId,
    begin: setPendingRunKey,
  };
}

export type Conversation = ReturnType<typeof useConversation>;
