import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { type LogSearch } from './url';
import { useDocumentTitle } from '@/lib/use-document-title';
import { HistogramPanel } from './histogram-panel';
import { Inspector } from './inspector';
import { LogList } from './log-list';
import { type NewToken, parseQuery, withToken } from '../query/language';
import { QueryBar } from '../query/query-bar';
import { readColumns, toggleColumn } from './columns';
import { type Field, LOG_LANGUAGE, useLogTexts } from './query';
import { Nearest } from './nearest';
import { RangeChip } from './range-chip';
import { Tools } from './tools';
import { useHistogram, useLine, useLogs } from './use-logs';
import { joined, useTail } from './use-tail';

/** The request log. What is looked for, when, and the open line stand in the address. */
export function LogsPage() {
  const { t } = useTranslation('admin');
  const search = useSearch({ from: '/app/admin/logs' });
  const navigate = useNavigate({ from: '/admin/logs' });
  const { q, from, to, line, wrap = false, cols } = search;
  const texts = useLogTexts();
  const columns = useMemo(() => readColumns(cols), [cols]);
  useDocumentTitle(t('logs.title'));

  const change = useCallback(
    (next: Partial<LogSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true }),
    [navigate],
  );
  const { filter, mistake } = useMemo(() => parseQuery(LOG_LANGUAGE, q ?? ''), [q]);
  const view = useMemo(() => (mistake ? undefined : { ...filter, from, to }), [filter, mistake, from, to]);

  const [live, setLive] = useState(false);
  const [atTop, setAtTop] = useState(true);
  const [topKey, setTopKey] = useState(0);
  const tail = useTail(live, mistake ? undefined : filter, !atTop || line !== undefined);
  const { query, logs, total = 0, isEstimate } = useLogs(view);
  const histogram = useHistogram(view);
  const shown = useMemo(() => joined(tail.shown, logs), [tail.shown, logs]);
  const { entry, gone } = useLine(line, shown);

  const onFilter = (token: NewToken<Field>) =>
    change(
      token.field === 'request'
        ? { q: withToken(LOG_LANGUAGE, '', token), from: undefined, to: undefined }
        : { q: withToken(LOG_LANGUAGE, q ?? '', token) },
    );
  const onRange = (start: string, end: string) => change({ from: start, to: end });
  const onColumn = (column: string) => change({ cols: toggleColumn(cols, column) });
  const onLive = (on: boolean) => {
    setLive(on);
    // Lines to come lie in no range of the past.
    if (on) change({ from: undefined, to: undefined, line: undefined });
  };
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const onOpen = useCallback((place: string | undefined) => change({ line: place }), [change]);
  const empty = query.isSuccess && !query.isPlaceholderData && shown.length === 0;
  const narrowed = Boolean(q || from || to);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 flex-col gap-2 px-4 pt-3 pb-2 md:px-6">
        <h1 className="sr-only">{t('logs.title')}</h1>
        <div className="flex flex-wrap items-start gap-2">
          <QueryBar language={LOG_LANGUAGE} texts={texts} q={q} onChange={(next) => change({ q: next })} />
          <Tools
            view={view}
            live={live}
            wrap={wrap}
            onLive={onLive}
            onWrap={(on) => change({ wrap: on || undefined })}
            onRefresh={() => (void query.refetch(), void histogram.refetch())}
          />
        </div>
        <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 text-console text-ink-2">
          <span className="tabular" role="status">
            {query.isSuccess && (isEstimate ? t('logs.atLeast', { count: total }) : t('logs.total', { count: total }))}
          </span>
          <RangeChip from={from} to={to} onClear={() => change({ from: undefined, to: undefined })} />
          {narrowed && (
            <Button variant="quiet" size="sm" onClick={() => change({ q: undefined, from: undefined, to: undefined })}>
              {t('query.clear')}
            </Button>
          )}
          {live && tail.waiting.length > 0 && (
            <Button
              size="pill"
              variant="live"
              onClick={() => {
                tail.flush();
                change({ line: undefined });
                setTopKey((key) => key + 1);
              }}
            >
              {t('logs.tailNew', { count: tail.waiting.length })}
            </Button>
          )}
          {live && tail.dropped > 0 && (
            <span className="text-meta text-ink-3">{t('logs.dropped', { count: tail.dropped })}</span>
          )}
        </div>
      </header>
      <HistogramPanel query={histogram} onRange={onRange} />
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
          onColumn={onColumn}
          open={line}
          onOpen={onOpen}
          onMore={hasNextPage && !isFetchingNextPage && !query.isError ? onMore : undefined}
          onTop={setAtTop}
          topKey={topKey}
        >
          {query.isPending && view && <Skeleton rows={16} className="mx-4 my-1 h-5" />}
          {(query.isError || Boolean(tail.error)) && (
            <ErrorNotice
              className="m-4"
              error={query.error ?? tail.error}
              onRetry={() => (tail.error ? (setLive(false), setLive(true)) : void query.refetch())}
            />
          )}
          {empty && (
            <div className="flex flex-col items-start gap-3 px-4 py-8 text-ui text-ink-2 md:px-6">
              <p className="break-all">
                {q ? t('logs.none', { query: q }) : t(narrowed ? 'logs.noneInRange' : 'logs.noneAtAll')}
              </p>
              {(from || to) && view && <Nearest view={view} onRange={onRange} />}
              {(from || to) && (
                <Button size="sm" onClick={() => change({ from: undefined, to: undefined })}>
                  {t('logs.allTime')}
                </Button>
              )}
            </div>
          )}
        </LogList>
        {entry && (
          <Inspector
            entry={entry}
            onClose={() => onOpen(undefined)}
            onFilter={onFilter}
            columns={columns}
            onColumn={onColumn}
          />
        )}
        {gone && <p className="w-64 shrink-0 border-s border-line p-4 text-ui text-ink-2">{t('logs.lineGone')}</p>}
      </div>
    </div>
  );
}
