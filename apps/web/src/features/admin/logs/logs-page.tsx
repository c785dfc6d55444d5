import { activityLogs } from '@pocket-llm/api-client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { formatNumber } from '@/lib/format';
import { type LogSearch } from '@/lib/search';
import { LogFilters } from './log-filters';
import { LogInspector } from './log-inspector';
import { LogTable } from './log-table';

const PAGE_SIZE = 100;

/** Everything that was done and asked. Filters, page and the open entry stand in the address. */
export function LogsPage() {
  const { t } = useTranslation('admin');
  const search = useSearch({ from: '/app/admin/logs' });
  const navigate = useNavigate({ from: '/admin/logs' });
  const { page = 1, open, q, action, status, user, from, to } = search;
  const query = useQuery({
    queryKey: ['logs', { page, q, action, status, user, from, to }],
    queryFn: async ({ signal }) =>
      (
        await activityLogs({
          query: { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE, q, action, status_code: status, user_id: user, from: instant(from), to: instant(to) },
          signal,
        })
      ).data,
    placeholderData: keepPreviousData,
  });
  const change = (next: Partial<LogSearch>) => void navigate({ search: (before) => ({ ...before, page: undefined, ...next }), replace: true });
  const logs = query.data?.logs ?? [];
  const total = query.data?.total ?? 0;
  const first = (page - 1) * PAGE_SIZE;
  return (
    <Page
      title={t('logs.title')}
      lead={query.isSuccess && t('logs.total', { count: total })}
      actions={<IconButton icon={RefreshCw} label={t('logs.refresh')} onClick={() => void query.refetch()} />}
    >
      <LogFilters search={search} onChange={change} />
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={12} className="h-6" />}
      {query.isSuccess && logs.length === 0 && <p className="py-8 text-ink-2">{t('logs.none')}</p>}
      {logs.length > 0 && (
        <div className={`transition-opacity ${query.isPlaceholderData ? 'opacity-60' : ''}`}>
          <LogTable logs={logs} openId={open} onOpen={(id) => change({ open: id, page: search.page })} />
        </div>
      )}
      {total > PAGE_SIZE && (
        <div className="flex items-center gap-3">
          <Button size="sm" disabled={page === 1} onClick={() => change({ page: page - 1 === 1 ? undefined : page - 1 })}>
            {t('logs.newer')}
          </Button>
          <Button size="sm" disabled={first + PAGE_SIZE >= total} onClick={() => change({ page: page + 1 })}>
            {t('logs.older')}
          </Button>
          <span className="tabular font-mono text-meta text-ink-3">
            {t('logs.pageOf', { from: formatNumber(first + 1), to: formatNumber(Math.min(total, first + PAGE_SIZE)), total: formatNumber(total) })}
          </span>
        </div>
      )}
      <LogInspector entry={logs.find(({ id }) => id === open)} onClose={() => change({ open: undefined, page: search.page })} onFilter={(next) => change({ ...next, open: undefined })} />
    </Page>
  );
}

// The field gives local time without a zone; the server takes instants.
function instant(local: string | undefined): string | undefined {
  const date = local ? new Date(local) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined;
}
