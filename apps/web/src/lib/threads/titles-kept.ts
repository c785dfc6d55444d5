import { type Thread } from '@pocket-llm/api-client';
import { type InfiniteData } from '@tanstack/react-query';
import { SIDEBAR_FILTER, type ThreadPage, threadsQuery } from '../queries';
import { queryClient } from '../query-client';
import { readStored, writeStored } from '../storage';

/** Titles of the latest chats on this device, for a page that has no server. Their text is never kept. */
const KEY = 'pocket-llm.titles';
const MOST = 50;

export type KeptTitle = Pick<Thread, 'id' | 'title' | 'updated_at'>;

const keepTitles = (threads: readonly Thread[]): void =>
  writeStored(
    KEY,
    JSON.stringify(threads.slice(0, MOST).map(({ id, title, updated_at }) => ({ id, title, updated_at }))),
  );

/** Keeps the titles of the sidebar's list from now on. @returns what ends it */
export function followTitles(): () => void {
  const list = JSON.stringify(threadsQuery(SIDEBAR_FILTER).queryKey);
  return queryClient.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || JSON.stringify(query.queryKey) !== list || query.state.status !== 'success') return;
    keepTitles((query.state.data as InfiniteData<ThreadPage>).pages[0]?.threads ?? []);
  });
}

/** The titles as they were last; none after signing out. */
export function keptTitles(): KeptTitle[] {
  try {
    return JSON.parse(readStored(KEY) ?? '[]') as KeptTitle[];
  } catch {
    return [];
  }
}

export const forgetTitles = (): void => writeStored(KEY, null);
