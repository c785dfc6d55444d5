import { regenerateRun, resumeRun, startRun, chatStop, type Message, type Thread, type ThreadDetail } from '@pocket-llm/api-client';
import { type InfiniteData } from '@tanstack/react-query';
import { useStore } from 'zustand';
import { clearDraft } from '../composer/drafts';
import { newId } from '@/lib/new-id';
import { queryClient } from '@/lib/query-client';
import { modelsQuery, threadQuery, type ThreadPage } from '@/lib/queries';
import { isMessageOf, type Run, type RunRequest } from './run';
import { createRunController, type RunApi } from './run-controller';
import { createRunStore, runOfThread } from './run-store';

/** The answers in flight of this tab. They outlive every screen: changing the thread does not end them. */
export const runStore = createRunStore();

const api: RunApi = {
  start({ key, request, threadId }, options) {
    if (request.kind === 'regenerate') return regenerateRun(request.messageId, { model: request.model }, options);
    if (request.kind === 'join') throw new TypeError('A run that was found running is joined, not started.');
    const { prompt, model, parentId } = request;
    return startRun({ prompt, model, thread_id: threadId, parent_id: parentId, client_message_id: key }, options);
  },
  resume: resumeRun,
  stop: (runId) => chatStop({ path: { run_id: runId } }),
};

const controller = createRunController(runStore, api, {
  onAccepted: ({ request, threadId }) => {
    if (request.kind === 'prompt') clearDraft(threadId, request.prompt);
  },
  onThread: () => void queryClient.invalidateQueries({ queryKey: ['threads'] }),
  onTitle: renameThread,
  onEnd: (run) => void settle(run),
});

// The thread at the server is the truth now; the run stays on screen until the thread shows the same message.
async function settle(run: Run): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: ['threads'] });
  // Answering loads a model and measures its speed.
  void queryClient.invalidateQueries({ queryKey: modelsQuery.queryKey });
  if (!run.threadId) return;
  const options = threadQuery(run.threadId);
  await queryClient.invalidateQueries({ queryKey: options.queryKey, refetchType: 'none' });
  const thread = await queryClient.fetchQuery({ ...options, staleTime: 0 }).catch(() => undefined);
  // Refused, but kept in the thread: question and failed answer are there under ids that this run never learned.
  const kept = run.phase === 'failed' && !run.runId;
  if (thread && (kept || thread.messages.some((message) => isMessageOf(run, message)))) runStore.close(run.key);
}

/** Shows a new title at once wherever the thread is listed. */
export function renameThread(threadId: string, title: string): void {
  queryClient.setQueriesData<InfiniteData<ThreadPage>>({ queryKey: ['threads'] }, (data) =>
    data && { ...data, pages: data.pages.map((page) => ({ ...page, threads: page.threads.map((thread: Thread) => (thread.id === threadId ? { ...thread, title } : thread)) })) },
  );
  queryClient.setQueryData<ThreadDetail>(threadQuery(threadId).queryKey, (thread) => thread && { ...thread, title });
}

/** Sends a request into a thread, or into a new one. @returns the key of its run. */
export function send(request: Exclude<RunRequest, { kind: 'join' }>, threadId: string | undefined): string {
  const key = newId();
  runStore.open({ key, request, threadId, sentAt: performance.now() });
  void controller.start(key);
  return key;
}

/** Sends again what never arrived, under the same id: if it did arrive after all, nothing is doubled. */
export function resend(run: Run): void {
  runStore.open({ key: run.key, request: run.request, threadId: run.threadId, sentAt: performance.now() });
  void controller.start(run.key);
}

/** Takes up a run that was found running, e.g. after a reload. */
export function join(message: Message): void {
  const runId = message.run_id;
  if (!runId || Object.values(runStore.getState().runs).some((run) => isMessageOf(run, message))) return;
  const key = `join:${runId}`;
  runStore.open({ key, request: { kind: 'join' }, threadId: message.thread_id, runId, messageId: message.id, model: message.model ?? undefined, phase: 'waiting', sentAt: performance.now() });
  void controller.join(key);
}

/** Takes up a run whose connection was given up, where it was lost. */
export function rejoin(run: Run): void {
  runStore.open({ ...run, phase: 'reconnecting', error: undefined, endedAt: undefined });
  void controller.join(run.key);
}

export const stop = (key: string): Promise<void> => controller.stop(key);
export const discard = (key: string): void => runStore.close(key);

/** Ends every reading at sign-out and forgets what is on screen. */
export function forgetRuns(): void {
  controller.detachAll();
  runStore.setState({ runs: {} });
}

/** The run that a thread shows. Re-renders only when another run takes its place or its phase changes. */
export function useThreadRunKey(threadId: string | undefined): string | undefined {
  return useStore(runStore, ({ runs }) => runOfThread(runs, threadId)?.key);
}

/** One property of a run, so that a component renders only when it changes. */
export function useRun<Value>(key: string | undefined, select: (run: Run) => Value): Value | undefined {
  return useStore(runStore, ({ runs }) => (key !== undefined && runs[key] ? select(runs[key]) : undefined));
}
