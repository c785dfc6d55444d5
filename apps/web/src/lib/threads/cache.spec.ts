import { type Thread } from '@pocket-llm/api-client';
import { QueryClient } from '@tanstack/react-query';
import { threadsQuery, type ThreadFilter } from '../queries';
import { patchThreads, threadsOf } from './cache';

const thread = (id: string, extra: Partial<Thread> = {}) =>
  ({ id, archived: false, pinned: false, title: id, ...extra }) as Thread;
const pages = (...lists: Thread[][]) => ({
  pages: lists.map((threads) => ({ threads, next: undefined })),
  pageParams: lists.map(() => undefined),
});

describe('lists of threads', () => {
  it('contain each thread once, at its first position', () => {
    expect(threadsOf(pages([thread('a'), thread('b')], [thread('b'), thread('c')])).map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(threadsOf(undefined)).toEqual([]);
  });

  it('drop a thread at once when it no longer matches', () => {
    const client = new QueryClient();
    const put = (filter: ThreadFilter, ...threads: Thread[]) =>
      client.setQueryData(threadsQuery(filter).queryKey, pages(threads));
    const show = (filter: ThreadFilter) =>
      threadsOf(client.getQueryData(threadsQuery(filter).queryKey)).map(({ id }) => id);
    put({ archived: false }, thread('a'), thread('b'));
    put({ archived: false, pinned: true }, thread('p', { pinned: true }));
    patchThreads(client, new Set(['a']), { archived: true });
    patchThreads(client, new Set(['p']), { pinned: false });
    expect(show({ archived: false })).toEqual(['b']);
    expect(show({ archived: false, pinned: true })).toEqual([]);
  });
});
