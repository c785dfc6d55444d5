import { threadUpdate } from '@pocket-llm/api-client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { threadsQuery } from '@/lib/queries';
import { HistoryList } from './history-list';

const SEARCH_AFTER_MS = 250;

/** All conversations, with a search over titles and messages. What is searched for is in the address. */
export function HistoryPage() {
  const { t } = useTranslation('history');
  const { t: common } = useTranslation();
  const { q, archived = false } = useSearch({ from: '/app/paged/history' });
  const navigate = useNavigate({ from: '/history' });
  const [typed, setTyped] = useState(q ?? '');
  const query = useInfiniteQuery({ ...threadsQuery({ q, archived }), placeholderData: (previous) => previous });
  const threads = (query.data?.pages ?? []).flatMap((page) => page.threads);
  const restore = useRestore();

  useEffect(() => {
    const next = typed.trim() || undefined;
    if (next === q) return;
    const timer = setTimeout(() => void navigate({ search: (search) => ({ ...search, q: next }), replace: true }), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed, q, navigate]);

  return (
    <Page title={t('title')}>
      <div className="flex flex-wrap gap-2">
        <TextField type="search" hideLabel label={t('search')} placeholder={t('search')} value={typed} onChange={(event) => setTyped(event.target.value)} size="lg" className="min-w-60 flex-1" />
        <Select
          label={t('which')}
          size="lg"
          value={archived ? 'archived' : 'active'}
          options={[
            { value: 'active', label: t('active') },
            { value: 'archived', label: t('archived') },
          ]}
          onChange={(value) => void navigate({ search: (search) => ({ ...search, archived: value === 'archived' || undefined }) })}
        />
      </div>
      {query.isPending && <Skeleton rows={8} className="h-12" />}
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && threads.length === 0 && (
        <div className="flex flex-col items-start gap-3 py-8">
          <p className="text-ink-2">{q ? t('noHits', { q }) : t(archived ? 'emptyArchived' : 'empty')}</p>
          {q ? (
            <Button onClick={() => setTyped('')}>{t('drop')}</Button>
          ) : (
            !archived && (
              <Link to="/chat" className={buttonClass('primary')}>
                {t('newChat')}
              </Link>
            )
          )}
        </div>
      )}
      <div className={`transition-opacity ${query.isPlaceholderData ? 'opacity-60' : ''}`}>
        <HistoryList threads={threads} onRestore={archived ? (id) => restore.mutate(id) : undefined} />
      </div>
      {query.hasNextPage && (
        <Button className="self-start" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {common('loadMore')}
        </Button>
      )}
    </Page>
  );
}

function useRestore() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => threadUpdate({ path: { thread_id: id }, body: { archived: false } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['threads'] }),
  });
}
