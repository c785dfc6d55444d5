import { type Message } from '@pocket-llm/api-client';
import { queryClient } from '@/lib/query-client';
import { modelsQuery, threadQuery } from '@/lib/queries';
import { broadcastThreadChange } from '@/lib/threads/tabs';
import { isMessageOf, type Run } from './run';
import { type RunStore } from './run-store';

/** Whoever changes the thread meanwhile cancels a fetch, which then resolves with what was known before. */
const FETCHES = 3;

/**
 * Hands an ended run over to its thread. The thread at the server is the truth now; the run stays on screen until the
 * thread shows the same message. @param join follows a message that the server still writes
 */
export async function settleRun(run: Run, store: RunStore, join: (message: Message) => void): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: ['threads'] });
  // An answer loads its model and measures its speed.
  void queryClient.invalidateQueries({ queryKey: modelsQuery.queryKey });
  if (!run.threadId) return;
  broadcastThreadChange(run.threadId);
  const options = threadQuery(run.threadId);
  // Refused, but kept in the thread: question and failed answer are there under ids that this run never learned.
  const kept = run.phase === 'failed' && !run.runId;
  for (let fetch = 1; fetch <= FETCHES; fetch++) {
    // A fetch under way was sent before the end and would answer with an older state: it must not be shared.
    await queryClient.cancelQueries({ queryKey: options.queryKey });
    await queryClient.invalidateQueries({ queryKey: options.queryKey, refetchType: 'none' });
    const thread = await queryClient.fetchQuery({ ...options, staleTime: 0 }).catch(() => undefined);
    if (!thread) return;
    if (kept) return store.close(run.key);
    const message = thread.messages.find((one) => isMessageOf(run, one));
    const isWritten = message && message.status !== 'running' && message.status !== 'queued';
    if (message && (isWritten || fetch === FETCHES)) {
      store.close(run.key);
      // Stopped here before the server knew: followed to its end like one that was found running.
      if (!isWritten) join(message);
      return;
    }
  }
}
