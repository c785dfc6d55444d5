import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { threadsQuery } from '@/lib/queries';
import { useThreadRows } from '@/lib/threads/use-thread-rows';
import { useDocumentTitle } from '@/lib/use-document-title';
import { useSelection } from '@/lib/use-selection';
import { BulkBar } from './bulk-bar';
import { FilterBar } from './filter-bar';
import { filterOf } from './filters';
import { NoResults, SearchedTo } from './no-results';
import { ResultList } from './result-list';
import { SearchField } from './search-field';
import { type HistorySearch } from './url';
import { useCursor } from './use-cursor';

/** All conversations, with a search over titles and messages. The search is in the address. */
export function HistoryPage() {
  const { t } = useTranslation('history');
  const search = useSearch({ from: '/app/paged/history' });
  const navigate = useNavigate({ from: '/history' });
  // Keep the old results until the new ones arrive.
  const query = useInfiniteQuery({ ...threadsQuery(filterOf(search)), placeholderData: keepPreviousData });
  const { threads, rows, listed } = useThreadRows(query.data, !search.pinned);
  const selection = useSelection(listed);
  const field = useRef<HTMLInputElement>(null);
  const { cursor, setCursor, move } = useCursor({ threads, listed, selection, field });
  useDocumentTitle(t('title'));

  const change = useCallback(
    (edit: Partial<HistorySearch>) => void navigate({ search: (before) => ({ ...before, ...edit }), replace: true }),
    [navigate],
  );
  const onSearch = useCallback((q: string | undefined) => change({ q }), [change]);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const chosen = threads.filter(({ id }) => selection.ids.has(id));
  const searchedTo = query.data?.pages.at(-1)?.searchedTo;
  const empty = query.isSuccess && !query.isPlaceholderData && rows.length === 0 && !searchedTo;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-col gap-2 px-4 pt-3 md:px-6 md:pt-5">
        <h1 className="text-page font-semibold max-md:sr-only">{t('title')}</h1>
        <SearchField ref={field} q={search.q} onSearch={onSearch} onDown={() => move(1, false)} />
        {chosen.length > 0 ? (
          <BulkBar
            chosen={chosen}
            loaded={listed.length}
            archived={search.archived ?? false}
            onAll={selection.all}
            onClear={selection.clear}
          />
        ) : (
          <FilterBar search={search} onChange={change} />
        )}
      </div>
      <div className="h-0.5 shrink-0">
        {query.isPlaceholderData && query.isFetching && (
          <div role="progressbar" aria-label={t('searching')} className="thin-progress" />
        )}
      </div>
      <ResultList
        rows={rows}
        q={search.q}
        dimmed={query.isPlaceholderData}
        selection={selection}
        cursor={cursor}
        onCursor={setCursor}
        onMore={hasNextPage && !isFetchingNextPage && !searchedTo ? onMore : undefined}
      >
        {query.isPending && <Skeleton rows={8} className="my-1 h-12" />}
        {query.isError && <ErrorNotice className="my-4" error={query.error} onRetry={() => void query.refetch()} />}
        {searchedTo && <SearchedTo time={searchedTo} busy={isFetchingNextPage} onMore={onMore} />}
        {empty && <NoResults search={search} onChange={change} />}
      </ResultList>
    </div>
  );
}
