import { type Thread } from '@pocket-llm/api-client';
import { SIDEBAR_FILTER, threadsQuery } from '../queries';
import { queryClient } from '../query-client';
import { currentUser, KEPT_TITLES } from '../session';
import { writeStored } from '../storage';

/** Titles of the latest chats on this device, for a page that has no server. Their text is never kept. */
const MOST = 50;

export type KeptTitle = Pick<Thread, 'id' | 'title' | 'updated_at'>;

let following = false;

/** Keeps the titles of the sidebar's list, from now on and for good. */
export function followTitles(): void {
  if (following) return;
  following = true;
  const { queryKey } = threadsQuery(SIDEBAR_FILTER);
  const keep = () => {
    const titles = queryClient.getQueryData(queryKey)?.pages[0]?.threads;
    if (!titles || !currentUser()) return;
    const kept = titles.slice(0, MOST).map(({ id, title, updated_at }): KeptTitle => ({ id, title, updated_at }));
    writeStored(KEPT_TITLES, JSON.stringify(kept));
  };
  const list = JSON.stringify(queryKey);
  queryClient.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'updated' && JSON.stringify(query.queryKey) === list) keep();
  });
  keep();
}
