import { chatStop, threadUpdate, type ThreadUpdateDto } from '@pocket-llm/api-client';

export { continueRun, editRun, regenerateRun, resumeRun, startRun } from '@pocket-llm/api-client';

/** Stops a run on the server. */
export const stopRun = (runId: string) => chatStop({ path: { run_id: runId } });

let saving: Promise<unknown> = Promise.resolve();

/** Changes a thread on the server. Changes are sent one after the other, so that the latest one wins. */
export function saveThread(threadId: string, body: ThreadUpdateDto): Promise<unknown> {
  const save = () => threadUpdate({ path: { thread_id: threadId }, body });
  const saved = saving.then(save, save);
  saving = saved.catch(() => undefined);
  return saved;
}

/** Resolves once the pending changes of a thread are on the server: the next question depends on them. */
export const whenThreadsSaved = (): Promise<unknown> => saving;
