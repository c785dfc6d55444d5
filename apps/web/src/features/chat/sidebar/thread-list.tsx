import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, lazy, Suspense, useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { threadsQuery } from '@/lib/queries';
import { threadsOf } from '@/lib/threads/cache';
import { listRows } from '@/lib/threads/list-rows';
import { usePendingDeletes } from '@/lib/undo-delete';
import { isTouch } from '@/lib/use-media';
import { useSelection } from '@/lib/use-selection';
import { type Choice, ThreadRow } from './thread-row';
import { useFinished } from './use-finished';

const BulkBar = lazy(() => import('./bulk-bar').then((module) => ({ default: module.BulkBar })));

const FILTER = { archived: false };

/** The conversations, newest first, read page by page as they scroll into view. */
export function ThreadList({ activeId, onOpen }: { activeId: string | undefined; onOpen?: () => void }) {
  const { t } = useTranslation('chat');
  const query = useInfiniteQuery(threadsQuery(FILTER));
  const gone = usePendingDeletes(({ ids }) => ids);
  const scroller = useRef<HTMLDivElement>(null);

  const navigate = useNavigate();
  const threads = useMemo(() => threadsOf(query.data).filter(({ id }) => !gone.has(id)), [query.data, gone]);
  useFinished(threads);
  const rows = useMemo(() => {
    const names = {
      pinned: t('thread.pinned'),
      today: t('thread.today'),
      yesterday: t('thread.yesterday'),
      week: t('thread.week'),
    };
    return listRows(threads, names);
  }, [threads, t]);
  // In the order of the screen, which a range goes by.
  const listed = useMemo(() => rows.flatMap((row) => (row.kind === 'thread' ? [row.id] : [])), [rows]);
  const { ids: chosen, toggle, extendTo, clear } = useSelection(listed);
  const onChoose = useCallback(
    (id: string, how: Choice) => (how === 'one' ? toggle : extendTo)(id),
    [toggle, extendTo],
  );

  const height = isTouch() ? 44 : 36;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]!.id,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = (items.at(-1)?.index ?? 0) >= rows.length - 10;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (nearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [nearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || chosen.size === 0) return;
    event.preventDefault();
    clear();
  };

  return (
    <>
      <Suspense>
        {chosen.size > 0 && (
          <BulkBar
            chosen={threads.filter(({ id }) => chosen.has(id))}
            onClear={clear}
            onLeave={(left) => left.some(({ id }) => id === activeId) && void navigate({ to: '/chat' })}
          />
        )}
      </Suspense>
      <nav
        aria-label={t('thread.list')}
        ref={scroller}
        onKeyDown={onEscape}
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-2"
      >
        {query.isPending && <Skeleton rows={6} className="h-7" />}
        {query.isError && rows.length === 0 && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && rows.length === 0 && <p className="px-2 py-2 text-ui text-ink-3">{t('thread.none')}</p>}
        <ul className="relative" style={{ blockSize: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]!;
            return (
              <li
                key={item.key}
                className="absolute inset-x-0 top-0"
                style={{ blockSize: item.size, transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'heading' ? (
                  <h2 className="flex h-full items-end px-2 pb-1.5 text-meta font-medium text-ink-3">{row.label}</h2>
                ) : (
                  <ThreadRow
                    thread={row.thread}
                    active={row.id === activeId}
                    chosen={chosen.has(row.id)}
                    choosing={chosen.size > 0}
                    onChoose={onChoose}
                    onOpen={onOpen}
                  />
                )}
              </li>
            );
          })}
        </ul>
      </nav>
    </>
  );
}
