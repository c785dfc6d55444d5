import { type Message } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { threadQuery } from '@/lib/queries';
import { countPast } from '@/lib/threads/parts';
import { usePendingDeletes } from '@/lib/undo-delete';
import { preloadMarkdown } from '@/components/markdown/markdown';
import { comparedAnswers, shownBranch, versionsByMessage, without } from '../message-tree';
import { join } from '../run/chat-runs';
import { useRun, useRunning, useRunShape, useThreadRunKey } from '../run/use-run';
import { type Numbering, renumbered } from '../transcript/numbering';
import { composeTurns } from '../transcript/turns';
import { useEnd, useMessage, useOlder } from '../transcript/use-older';

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

/** The number of the first turn. */
function useStart(conversation: string, path: readonly Message[]): number {
  const [numbering, setNumbering] = useState<Numbering>({ conversation: '', first: undefined, start: 0 });
  const next = renumbered(numbering, conversation, path);
  if (next !== numbering) setNumbering(next);
  return next.start;
}

/**
 * What the page shows of a thread: the active branch without messages being deleted, with the run applied on top.
 * @param messageId a message that has to be loaded, however old it is
 */
export function useConversation(
  threadId: string | undefined,
  messageId: string | undefined,
  onThread: (threadId: string) => void,
) {
  const thread = useQuery({ ...threadQuery(threadId ?? ''), enabled: threadId !== undefined });
  const { pendingRunKey, createdThreadId, setPendingRunKey } = useNewChatRun(threadId, onThread);
  const runKey = useThreadRunKey(threadId) ?? pendingRunKey;
  const run = useRunShape(runKey);
  const deleted = usePendingDeletes(({ ids }) => ids);

  const data = threadId === undefined ? undefined : thread.data;
  const messages = data?.messages ?? NO_MESSAGES;
  const older = useOlder(data);
  const whole = older.count === 0;
  const tree = useMemo(
    () => without(messages, data?.active_leaf_id ?? null, deleted, whole),
    [messages, data?.active_leaf_id, deleted, whole],
  );
  const { path, parentId } = useMemo(() => shownBranch(tree), [tree]);
  const end = useEnd(data, tree);
  const conversation = threadId === undefined || threadId === createdThreadId ? NEW : threadId;
  const start = useStart(conversation, path);
  const columns = useMemo(() => comparedAnswers(tree.messages, path), [tree.messages, path]);
  const turns = useMemo(() => composeTurns(path, run, start, columns), [path, run, start, columns]);
  const versions = useMemo(() => versionsByMessage(tree.messages, whole), [tree.messages, whole]);
  const reaching = useMessage(data, messageId);

  // The run is already in progress, for example after a reload or because another tab started it.
  useEffect(() => {
    for (const message of [...path, ...columns])
      if (message.status === 'running' || message.status === 'queued') join(message);
    if (path.length > 0) preloadMarkdown();
  }, [path, columns]);

  return {
    thread,
    data,
    path,
    parentId,
    /** The end of the branch is not loaded; `end` says how far that is. */
    isEndBefore: tree.isEndBefore === true,
    end,
    turns,
    start,
    older,
    past: data ? countPast(data, path) : 0,
    reaching,
    versions,
    runKey,
    running: useRunning(threadId, runKey),
    columns,
    conversation,
    begin: setPendingRunKey,
  };
}

export type Conversation = ReturnType<typeof useConversation>;
