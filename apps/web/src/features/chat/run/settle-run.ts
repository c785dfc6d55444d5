import { type Message } from '@pocket-llm/api-client';
import { queryClient } from '@/lib/query-client';
import { modelsQuery, threadQuery } from '@/lib/queries';
import { broadcastThreadChange } from '@/lib/threads/tabs';
import { isMessageOf, type Run } from './run';
import { type RunStore } from './run-store';

/** A change of the thread cancels a fetch in progress, which then resolves with the old data. */
const MAX_FETCHES = 3;

const isLive = ({ status }: Message): boolean => status === 'running' || status === 'queued';

/**
 * Hands an ended run over to its thread: refetches the thread and removes the run once the thread contains the
 * message.
 * @param join joins a message that the server is still writing
 */
export async function settleRun(run: Run, store: RunStore, join: (message: Message) => void): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: ['threads'] });
  // An answer may have loaded its model, and updates the measured speed.
  void queryClient.invalidateQueries({ queryKey: modelsQuery.queryKey });
  if (!run.threadId) return;
  broadcastThreadChange(run.threadId);
  const options = threadQuery(run.threadId);
  // Refused, but saved in the thread: question and failed answer have ids that this run does not know.
  const kept = run.phase === 'failed' && !run.runId;
  for (let fetch = 1; fetch <= MAX_FETCHES; fetch++) {
    // A fetch that started before the run ended would return older data, so it must not be shared.
    await queryClient.cancelQueries({ queryKey: options.queryKey });
    await queryClient.invalidateQueries({ queryKey: options.queryKey, refetchType: 'none' });
    const thread = await queryClient.fetchQuery({ ...options, staleTime: 0 }).catch(() => undefined);
    if (!thread) return;
    if (kept) return store.close(run.key);
    const message = thread.messages.find((one) => isMessageOf(run, one));
    if (message && (!isLive(message) || fetch === MAX_FETCHES)) {
      store.close(run.key);
      // The message that waited for this end; or this one, which was stopped here before the server knew of it.
      const live = thread.messages.findLast(isLive);
      if (live) join(live);
      return;
    }
  }
}
