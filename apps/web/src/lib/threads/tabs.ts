import { queryClient } from '../query-client';
import { threadQuery } from '../queries';

type Listener = (threadId: string | undefined) => void;

const CHANNEL = 'pocket-llm.threads';

// One per page, made on first use: a test that never speaks to another tab opens none.
let channel: BroadcastChannel | undefined;
const open = (): BroadcastChannel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : (channel ??= new BroadcastChannel(CHANNEL));

/** Tells the other tabs of this browser that a thread has changed. Without an id: that the list has. */
export const broadcastThreadChange = (threadId?: string): void => open()?.postMessage({ threadId });

/** Calls `listener` with the thread that another tab has changed. @returns the function that stops listening */
export function onThreadChange(listener: Listener): () => void {
  const from = open();
  const onMessage = ({ data }: MessageEvent<{ threadId?: string }>) => listener(data?.threadId);
  from?.addEventListener('message', onMessage);
  return () => from?.removeEventListener('message', onMessage);
}

/** Keeps this tab in step with the others: what changed there is fetched again here, and a run of theirs is joined. */
export function followTabs(): () => void {
  let applying = false;
  const stopListening = onThreadChange((threadId) => {
    applying = true;
    void queryClient.invalidateQueries({ queryKey: ['threads'] });
    if (threadId) void queryClient.invalidateQueries({ queryKey: threadQuery(threadId).queryKey });
    applying = false;
  });
  // Titles, pins and the like are changed in several places; each ends in asking for the list again.
  const stopWatching = queryClient.getQueryCache().subscribe((event) => {
    const stale =
      event.type === 'updated' && event.action.type === 'invalidate' && event.query.queryKey[0] === 'thread';
    if (stale && !applying) broadcastThreadChange(event.query.queryKey[1] as string);
  });
  return () => {
    stopListening();
    stopWatching();
  };
}
