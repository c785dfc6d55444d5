import { type Message } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { threadQuery } from '@/lib/queries';
import { preloadMarkdown } from './markdown/markdown';
import { join, useRun, useThreadRunKey } from './run/chat-runs';
import { isOver } from './run/run';
import { useRunShape } from './run/use-run-shape';
import { usePendingRemovals } from './transcript/pending-removals';
import { versionsByMessage, without } from './transcript/tree';
import { branch, composeTurns } from './transcript/turns';

/** A new chat, and the thread it becomes: the same conversation to the one who reads it. */
const NEW = 'new';

const NOTHING: Message[] = [];

/** Everything that is shown of a thread: the branch that was chosen, without what is being removed, with the run laid over it. */
export function useConversation(threadId: string | undefined, onThread: (threadId: string) => void) {
  const thread = useQuery({ ...threadQuery(threadId ?? ''), enabled: threadId !== undefined });
  const [begun, setBegun] = useState<string>();
  const [born, setBorn] = useState<string>();
  const threadRun = useThreadRunKey(threadId);
  const runKey = threadRun ?? (threadId === undefined ? begun : undefined);
  const run = useRunShape(runKey);
  const removed = usePendingRemovals(({ ids }) => ids);

  const data = threadId === undefined ? undefined : thread.data;
  const messages = data?.messages ?? NOTHING;
  const left = useMemo(
    () => without(messages, data?.active_leaf_id ?? null, removed),
    [messages, data?.active_leaf_id, removed],
  );
  const path = useMemo(() => branch(left.messages, left.leafId), [left]);
  const turns = useMemo(() => composeTurns(path, run), [path, run]);
  const versions = useMemo(() => versionsByMessage(left.messages), [left.messages]);

  // A new chat gets its address as soon as the server has given it one.
  const begunThread = useRun(begun, ({ threadId: id }) => id);
  useEffect(() => {
    if (threadId === undefined && begunThread) {
      setBorn(begunThread);
      onThread(begunThread);
    }
    if (threadId !== undefined) setBegun(undefined);
    // Left for another thread or another new chat: coming back to it is a change like any other.
    if (threadId !== undefined || !begunThread) setBorn((was) => (was === threadId ? was : undefined));
  }, [threadId, begunThread, onThread]);

  // Found running, e.g. after a reload or started in another tab.
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
    conversation: threadId === undefined || threadId === born ? NEW : threadId,
    begin: setBegun,
  };
}
