import { queryClient } from '../query-client';
import { threadQuery } from '../queries';

type Listener = (threadId: string | undefined) => void;

const CHANNEL = 'pocket-llm.threads';

// One channel per page, created on first use, so that tests that do not need it open none.
let channel: BroadcastChannel | undefined;
const open = (): BroadcastChannel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : (channel ??= new BroadcastChannel(CHANNEL));

/** Tells the other tabs of this browser that a thread has changed. Without an id, the list has changed. */
export const broadcastThreadChange = (threadId?: string): void => open()?.postMessage({ threadId });

/**
 * Calls `listener` with the id of a thread that another tab has changed.
 * @returns a function that stops listening
 */
export function onThreadChange(listener: Listener): () => void {
  const from = open();
  const onMessage = ({ data }: MessageEvent<{ threadId?: string }>) => listener(data?.threadId);
  from?.addEventListener('message', onMessage);
  return () => from?.removeEventListener('message', onMessage);
}

/** Keeps this tab in sync with the others: refetches what they changed and joins runs that they started. */
export function followTabs(): () => void {
  let applying = false;
  const stopListening = onThreadChange((threadId) => {
    applying = true;
    void queryClient.invalidateQueries({ queryKey: ['threads'] });
    if (threadId) void queryClient.invalidateQueries({ queryKey: threadQuery(threadId).queryKey });
    applying = false;
  });
  // Titles, pins and so on change in several places, but each of them invalidates the list in the end.
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
