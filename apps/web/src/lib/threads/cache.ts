import { type Thread, type ThreadDetail } from '@pocket-llm/api-client';
import { type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { threadQuery, type ThreadFilter, type ThreadPage } from '../queries';

type Pages = InfiniteData<ThreadPage>;

/**
 * The threads of a list without duplicates: a thread that moves up between two fetches pushes another one onto the
 * next page again.
 */
export function threadsOf(data: Pages | undefined): Thread[] {
  const seen = new Set<string>();
  return (data?.pages ?? []).flatMap(({ threads }) => threads.filter(({ id }) => !seen.has(id) && seen.add(id)));
}

/** Applies a change of threads to every cached list at once. A thread that no longer matches a list leaves it. */
export function patchThreads(client: QueryClient, ids: ReadonlySet<string>, change: Partial<Thread>): void {
  for (const [key, data] of client.getQueriesData<Pages>({ queryKey: ['threads'] })) {
    if (!data) continue;
    const filter = (key[1] ?? {}) as ThreadFilter;
    const pages = data.pages.map((page) => ({
      ...page,
      threads: page.threads.flatMap((thread) =>
        !ids.has(thread.id) ? [thread] : belongs({ ...thread, ...change }, filter) ? [{ ...thread, ...change }] : [],
      ),
    }));
    client.setQueryData<Pages>(key, { ...data, pages });
  }
  for (const id of ids)
    client.setQueryData<ThreadDetail>(threadQuery(id).queryKey, (thread) => thread && { ...thread, ...change });
}

const belongs = (thread: Thread, { archived = false, pinned }: ThreadFilter): boolean =>
  thread.archived === archived && (pinned === undefined || thread.pinned === pinned);
