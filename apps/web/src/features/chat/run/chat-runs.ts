import { type Message } from '@pocket-llm/api-client';
import { newId } from '@/lib/new-id';
import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';
import { onForget } from '@/lib/session';
import { patchThreads } from '@/lib/threads/cache';
import { broadcastThreadChange } from '@/lib/threads/tabs';
import { extrasOf } from '../extras';
import { isMessageOf, isOver, type Run } from './run';
import { RunController, type RunListener } from './run-controller';
import { type RunRequest } from './run-request';
import { runServer } from './run-server';
import { createRunStore } from './run-store';
import { settleRun } from './settle-run';

/** This tab's answers in flight. They outlive every screen: leaving a thread does not stop them. */
export const runStore = createRunStore();

const listeners = new Set<RunListener>();

/**
 * Registers a listener for the events of all runs.
 * @returns a function that removes the listener
 */
export function listenToRuns(listener: RunListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const controller = new RunController(runStore, runServer, {
  onAccepted: (run) => listeners.forEach((listener) => listener.onAccepted?.(run)),
  onThread: (run) => {
    listeners.forEach((listener) => listener.onThread?.(run));
    broadcastThreadChange(run.threadId);
    void queryClient.invalidateQueries({ queryKey: ['threads'] });
  },
  onSiblings: ({ key, phase }, { thread_id, siblings }) => {
    void queryClient.invalidateQueries({ queryKey: threadQuery(thread_id).queryKey });
    for (const { run_id, message_id: id, model } of siblings)
      join({ id, run_id, thread_id, model, role: 'assistant' }, key);
    // It was stopped before the others were known.
    if (phase === 'stopped') void stopAll(key).catch(() => undefined);
  },
  onTitle: (threadId, title) => patchThreads(queryClient, new Set([threadId]), { title }),
  onNaming: (threadId) => void import('./naming').then(({ awaitTitle }) => awaitTitle(threadId)),
  onEnd: (run) => {
    listeners.forEach((listener) => listener.onEnd?.(run));
    void settleRun(run, runStore, join);
  },
});

/**
 * Starts a run in a thread or in a new chat.
 * @returns the key of the run
 */
export function send(request: Exclude<RunRequest, { kind: 'join' }>, threadId: string | undefined): string {
  const key = newId();
  // A continued message already has an id; every other answer gets its id from the server.
  const messageId = request.kind === 'continue' ? request.messageId : undefined;
  runStore.open({ key, request, threadId, messageId, sentAt: performance.now() });
  void controller.start(key);
  return key;
}

/**
 * Sends a request again that failed to arrive, under the same id: if it did arrive, nothing is duplicated. A question
 * goes to the further models that are chosen now.
 * @param other another model than the first time
 */
export function resend({ key, request: before, threadId }: Run, other?: string): void {
  const model = other ?? ('model' in before ? before.model : undefined);
  let request = before.kind === 'join' ? before : { ...before, model };
  if (request.kind === 'prompt') request = { ...request, compareWith: extrasOf(threadId, model) };
  runStore.open({ key, request, threadId, sentAt: performance.now() });
  void controller.start(key);
}

/**
 * Joins a run that is already in progress, for example after a reload.
 * @param leader the key of the run that was sent, if this one answers its question beside it
 * @returns its key, unless it is followed already
 */
export function join(
  message: Pick<Message, 'id' | 'role' | 'run_id' | 'thread_id' | 'model'>,
  leader?: string,
): string | undefined {
  const runId = message.run_id;
  if (!runId || Object.values(runStore.getState().runs).some((run) => isMessageOf(run, message))) return undefined;
  const key = `join:${runId}`;
  runStore.open({
    key,
    request: { kind: 'join' },
    threadId: message.thread_id,
    runId,
    messageId: message.id,
    model: message.model ?? undefined,
    leader,
    phase: 'waiting',
    sentAt: performance.now(),
  });
  void controller.join(key);
  return key;
}

/** Joins a run again whose connection was lost, after the last event seen. */
export function rejoin(run: Run): void {
  runStore.open({ ...run, phase: 'reconnecting', error: undefined, endedAt: undefined });
  void controller.join(run.key);
}

export const stop = (key: string): Promise<void> => controller.stop(key);

/** Stops a run, and all others in flight of its question and of its thread. */
export async function stopAll(key: string): Promise<void> {
  const { runs } = runStore.getState();
  const threadId = runs[key]?.threadId;
  const others = Object.values(runs).filter(
    (run) => run.leader === key || (threadId !== undefined && run.threadId === threadId),
  );
  await Promise.all([stop(key), ...others.map((run) => stop(run.key))]);
}

export const discard = (key: string): void => runStore.close(key);

/** Removes the ended runs of a thread that left no message in it. */
export function discardEnded(threadId: string | undefined): void {
  for (const run of Object.values(runStore.getState().runs))
    if (run.threadId === threadId && isOver(run.phase)) discard(run.key);
}

/** Stops reading all runs and removes them. */
export function forgetRuns(): void {
  controller.detachAll();
  runStore.setState({ runs: {} });
}
onForget(forgetRuns);
