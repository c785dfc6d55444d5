import {
  chatStop,
  continueRun,
  editRun,
  regenerateRun,
  resumeRun,
  startRun,
  type Message,
  type Thread,
  type ThreadDetail,
} from '@pocket-llm/api-client';
import { type InfiniteData } from '@tanstack/react-query';
import { useStore } from 'zustand';
import { clearDraft } from '../composer/drafts';
import { keepBeginning } from '../params/beginning';
import { whenSaved } from '../params/saving';
import { markFinished } from '../sidebar/unread';
import { newId } from '@/lib/new-id';
import { queryClient } from '@/lib/query-client';
import { modelsQuery, threadQuery, type ThreadPage } from '@/lib/queries';
import { isMessageOf, isOver, type Run } from './run';
import { type RunRequest } from './run-request';
import { createRunController, type RunApi } from './run-controller';
import { createRunStore, runOfThread } from './run-store';
import { tellTabs } from './tabs';

/** The answers in flight of this tab. They outlive every screen: changing the thread does not end them. */
export const runStore = createRunStore();

const api: RunApi = {
  async start({ key, request, threadId }, options) {
    await whenSaved();
    switch (request.kind) {
      case 'join':
        throw new TypeError('A run that was found running is joined, not started.');
      case 'regenerate':
        return regenerateRun(request.messageId, { model: request.model, length: request.length }, options);
      case 'continue':
        return continueRun(request.messageId, { model: request.model }, options);
      case 'edit':
        return editRun(
          request.messageId,
          { prompt: request.prompt, model: request.model, client_message_id: key },
          options,
        );
      case 'prompt': {
        const { prompt, images, model, parentId, beginning } = request;
        const body = {
          prompt,
          model,
          thread_id: threadId,
          parent_id: parentId,
          client_message_id: key,
          images: images?.length ? [...images] : undefined,
        };
        return startRun({ ...body, ...(threadId === undefined ? beginning : undefined) }, options);
      }
    }
  },
  resume: resumeRun,
  stop: (runId) => chatStop({ path: { run_id: runId } }),
};

const controller = createRunController(runStore, api, {
  onAccepted: ({ request, threadId }) => {
    if (request.kind === 'prompt') clearDraft(threadId, request.prompt);
  },
  onThread: (run) => {
    if (run.threadId) keepBeginning(run.request, run.threadId);
    tellTabs(run.threadId);
    void queryClient.invalidateQueries({ queryKey: ['threads'] });
  },
  onTitle: renameThread,
  onEnd: (run) => void settle(run),
});

/** Whoever changes the thread just then ends a reading, which comes back with what was known before. */
const READINGS = 3;

// The thread at the server is the truth now; the run stays on screen until the thread shows the same message.
async function settle(run: Run): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: ['threads'] });
  // Answering loads a model and measures its speed.
  void queryClient.invalidateQueries({ queryKey: modelsQuery.queryKey });
  if (!run.threadId) return;
  markFinished(run.threadId);
  tellTabs(run.threadId);
  const options = threadQuery(run.threadId);
  // Refused, but kept in the thread: question and failed answer are there under ids that this run never learned.
  const kept = run.phase === 'failed' && !run.runId;
  for (let reading = 1; reading <= READINGS; reading++) {
    // One that is under way began before the end: its answer would be an older one, and is not to be shared.
    await queryClient.cancelQueries({ queryKey: options.queryKey });
    await queryClient.invalidateQueries({ queryKey: options.queryKey, refetchType: 'none' });
    const thread = await queryClient.fetchQuery({ ...options, staleTime: 0 }).catch(() => undefined);
    if (!thread) return;
    if (kept) return runStore.close(run.key);
    const message = thread.messages.find((one) => isMessageOf(run, one));
    const isWritten = message && message.status !== 'running' && message.status !== 'queued';
    if (message && (isWritten || reading === READINGS)) {
      runStore.close(run.key);
      // Stopped here, and the server still has to hear of it: followed to its end like one that was found running.
      if (!isWritten) join(message);
      return;
    }
  }
}

/** Shows a new title at once wherever the thread is listed. */
export function renameThread(threadId: string, title: string): void {
  queryClient.setQueriesData<InfiniteData<ThreadPage>>(
    { queryKey: ['threads'] },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          threads: page.threads.map((thread: Thread) => (thread.id === threadId ? { ...thread, title } : thread)),
        })),
      },
  );
  queryClient.setQueryData<ThreadDetail>(threadQuery(threadId).queryKey, (thread) => thread && { ...thread, title });
}

/** Sends a request into a thread, or into a new one. @returns the key of its run. */
export function send(request: Exclude<RunRequest, { kind: 'join' }>, threadId: string | undefined): string {
  const key = newId();
  // The message that goes on is known; every other answer gets its id from the server.
  const messageId = request.kind === 'continue' ? request.messageId : undefined;
  runStore.open({ key, request, threadId, messageId, sentAt: performance.now() });
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
  runStore.open({
    key,
    request: { kind: 'join' },
    threadId: message.thread_id,
    runId,
    messageId: message.id,
    model: message.model ?? undefined,
    phase: 'waiting',
    sentAt: performance.now(),
  });
  void controller.join(key);
}

/** Takes up a run whose connection was given up, where it was lost. */
export function rejoin(run: Run): void {
  runStore.open({ ...run, phase: 'reconnecting', error: undefined, endedAt: undefined });
  void controller.join(run.key);
}

export const stop = (key: string): Promise<void> => controller.stop(key);
export const discard = (key: string): void => runStore.close(key);

/** Forgets the runs of a thread that have ended without becoming part of it. */
export function discardEnded(threadId: string | undefined): void {
  for (const run of Object.values(runStore.getState().runs))
    if (run.threadId === threadId && isOver(run.phase)) discard(run.key);
}

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
