import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { useDocumentTitle } from '@/lib/use-document-title';
import { useHistogram, useLine, useLogs } from './api';
import { HistogramPanel } from './histogram-panel';
import { Inspector } from './inspector';
import { LogList } from './log-list';
import { LogsHeader } from './logs-header';
import { NoLogs, SearchedTo } from './no-logs';
import { Tools } from './tools';
import { useLogSearch } from './use-log-search';
import { joined, useTail } from './use-tail';

/** The request log. The query, the time range and the open line are in the address. */
export function LogsPage() {
  const { t } = useTranslation('admin');
  useDocumentTitle(t('logs.title'));
  const search = useLogSearch();
  const { line, view, wrap, columns, change } = search;
  const [live, setLive] = useState(false);
  const [atTop, setAtTop] = useState(true);
  const [topKey, setTopKey] = useState(0);
  const tail = useTail(live, search.filter, !atTop || line !== undefined);
  const { query, logs, total, isEstimate, searchedTo, readOn } = useLogs(view);
  const histogram = useHistogram(view);
  const shown = useMemo(() => joined(tail.shown, logs), [tail.shown, logs]);
  const { entry, gone } = useLine(line, shown);
  const onLive = (on: boolean) => {
    setLive(on);
    // A range in the past cannot contain new lines.
    if (on) change({ from: undefined, to: undefined, line: undefined });
  };
  const showWaiting = () => {
    tail.flush();
    change({ line: undefined });
    setTopKey((key) => key + 1);
  };
  const refresh = () => void Promise.all([query.refetch(), histogram.refetch()]);
  const isEmpty = query.isSuccess && !query.isPlaceholderData && shown.length === 0 && !searchedTo;
  const error = query.error ?? tail.error;
  const retry = () => (tail.error ? tail.retry() : void query.refetch());
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <LogsHeader
        search={search}
        count={query.isSuccess ? t(isEstimate ? 'logs.atLeast' : 'logs.total', { count: total }) : ''}
        tail={live ? tail : undefined}
        onShowWaiting={showWaiting}
      >
        <Tools search={search} live={live} onLive={onLive} onRefresh={refresh} />
      </LogsHeader>
      <HistogramPanel query={histogram} onRange={search.setRange} />
      <div className="h-0.5 shrink-0">
        {query.isFetching && <div role="progressbar" aria-label={t('logs.loading')} className="thin-progress" />}
      </div>
      <div className="flex min-h-0 flex-1 border-t border-line">
        <LogList
          logs={shown}
          total={Math.max(total, shown.length)}
          wrap={wrap}
          dimmed={query.isPlaceholderData}
          columns={columns}
          onColumn={search.toggleColumn}
          open={line}
          onOpen={search.openLine}
          onMore={query.isError || searchedTo ? undefined : readOn}
          onTop={setAtTop}
          topKey={topKey}
        >
          {query.isPending && view && <Skeleton rows={16} className="mx-4 my-1 h-5" />}
          {Boolean(error) && <ErrorNotice className="m-4" error={error} onRetry={retry} />}
          {searchedTo && <SearchedTo time={searchedTo} onMore={readOn} />}
          {isEmpty && <NoLogs search={search} />}
        </LogList>
        {entry && (
          <Inspector
            entry={entry}
            onClose={() => search.openLine(undefined)}
            onFilter={search.addToken}
            columns={columns}
            onColumn={search.toggleColumn}
          />
        )}
        {gone && <p className="w-64 shrink-0 border-s border-line p-4 text-ui text-ink-2">{t('logs.lineGone')}</p>}
      </div>
    </div>
  );
}
