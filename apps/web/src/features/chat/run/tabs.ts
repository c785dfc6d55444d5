import { queryClient } from '@/lib/query-client';
import { threadQuery } from '@/lib/queries';

type Listener = (threadId: string | undefined) => void;

const CHANNEL = 'pocket-llm.threads';

// One per page, made on first use: a test that never speaks to another tab opens none.
let channel: BroadcastChannel | undefined;
const open = (): BroadcastChannel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : (channel ??= new BroadcastChannel(CHANNEL));

/** Tells the other tabs of this browser that a thread is no longer what they show. Without an id: that the list is not. */
export const tellTabs = (threadId?: string): void => open()?.postMessage({ threadId });

/** Hears what the other tabs tell. @returns the function that stops listening. */
export function hearTabs(listener: Listener): () => void {
  const from = open();
  const onMessage = ({ data }: MessageEvent<{ threadId?: string }>) => listener(data?.threadId);
  from?.addEventListener('message', onMessage);
  return () => from?.removeEventListener('message', onMessage);
}

/** Keeps this tab in step with the others: what changed there is asked for again here, and a run that began there is joined. */
export function followTabs(): () => void {
  let applying = false;
  const stopHearing = hearTabs((threadId) => {
    applying = true;
    void queryClient.invalidateQueries({ queryKey: ['threads'] });
    if (threadId) void queryClient.invalidateQueries({ queryKey: threadQuery(threadId).queryKey });
    applying = false;
  });
  // Titles, pins and the like are changed in several places; each ends in asking for the list again.
  const stopWatching = queryClient.getQueryCache().subscribe((event) => {
    const stale =
      event.type === 'updated' && event.action.type === 'invalidate' && event.query.queryKey[0] === 'thread';
    if (stale && !applying) tellTabs(event.query.queryKey[1] as string);
  });
  return () => {
    stopHearing();
    stopWatching();
  };
}
