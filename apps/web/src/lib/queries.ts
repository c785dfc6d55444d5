import { modelsList, nextCursor, quotaToday, threadList, type Thread } from '@pocket-llm/api-client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { readThread } from './threads/parts';

const PAGE_SIZE = 50;

export interface ThreadFilter {
  q?: string;
  archived?: boolean;
  pinned?: boolean;
  has_code?: boolean;
  /** Used last at or after this time. */
  from?: string;
  /** Used last before this time. */
  to?: string;
  model?: string;
}

export interface ThreadPage {
  threads: Thread[];
  next: string | undefined;
  /** The search has stopped: threads last used before this time are not searched yet. */
  searchedTo?: string | undefined;
}

/** The person's threads, newest first, page by page. Sidebar and history share it. */
export const threadsQuery = (filter: ThreadFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['threads', filter],
    queryFn: async ({ pageParam, signal }): Promise<ThreadPage> => {
      const { data, headers } = await threadList({ query: { limit: PAGE_SIZE, cursor: pageParam, ...filter }, signal });
      const searchedTo = headers['x-searched-to'] as string | undefined;
      return { threads: data, next: nextCursor(headers['link']), searchedTo };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** What the sidebar lists. */
export const SIDEBAR_FILTER: ThreadFilter = { archived: false };

/** One thread with its messages, as far as they are loaded. */
export const threadQuery = (threadId: string) =>
  queryOptions({ queryKey: ['thread', threadId], queryFn: ({ signal }) => readThread(threadId, signal) });

/** The models that this person may use. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: async ({ signal }) => (await modelsList({ signal })).data,
  staleTime: 60_000,
});

/** How often a search that has stopped without a hit is continued: some 20,000 chats. */
const MOST_STEPS = 20;

/** The first threads that match the search text `q`. A search that has stopped before it found any goes on. */
export const threadSearchQuery = (q: string, limit: number) =>
  queryOptions({
    queryKey: ['thread-search', q],
    queryFn: async ({ signal }): Promise<Thread[]> => {
      let cursor: string | undefined;
      for (let step = 0; step < MOST_STEPS; step++) {
        const { data, headers } = await threadList({ query: { q, limit, cursor }, signal });
        cursor = nextCursor(headers['link']);
        if (data.length > 0 || !cursor) return data;
      }
      return [];
    },
  });

/** What this person has used today, with the limits. */
export const usageTodayQuery = queryOptions({
  queryKey: ['usage', 'today'],
  queryFn: async ({ signal }) => (await quotaToday({ signal })).data,
  staleTime: 10_000,
});
