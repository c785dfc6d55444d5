import { type Thread } from '@pocket-llm/api-client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { importWithTexts } from '@/lib/i18n';
import { SIDEBAR_FILTER, threadsQuery } from '@/lib/queries';
import { type ListRow } from '@/lib/threads/list-rows';
import { useThreadRows } from '@/lib/threads/use-thread-rows';
import { isTouch } from '@/lib/use-media';
import { useSelection } from '@/lib/use-selection';
import { type Choice, ThreadRow } from './thread-row';
import { useFinished } from './unread';

const BulkBar = lazy(
  importWithTexts('chat-late', () => import('./bulk-bar').then((module) => ({ default: module.BulkBar }))),
);

const ROW_PX = 36;
const ROW_TOUCH_PX = 44;
/** The next page loads when this many rows are left. */
const ROWS_AHEAD = 10;

/** The conversations, newest first. Further pages load on scroll. */
export function ThreadList({ activeId, onOpen }: { activeId: string | undefined; onOpen?: () => void }) {
  const { t } = useTranslation('chat');
  const query = useInfiniteQuery(threadsQuery(SIDEBAR_FILTER));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  // State instead of a ref, because the rows measure the element once it exists.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const navigate = useNavigate();
  const { threads, rows, listed } = useThreadRows(query.data);
  useFinished(threads);
  const { ids: chosen, toggle, extendTo, clear } = useSelection(listed);
  const onChoose = useCallback(
    (id: string, mode: Choice) => (mode === 'one' ? toggle : extendTo)(id),
    [toggle, extendTo],
  );

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
        ref={setScroller}
        onKeyDown={onEscape}
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-2"
      >
        {query.isPending && <Skeleton rows={6} className="h-7" />}
        {query.isError && rows.length === 0 && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && rows.length === 0 && <p className="px-2 py-2 text-ui text-ink-3">{t('thread.none')}</p>}
        <ThreadRows rows={rows} scroller={scroller} onMore={hasNextPage && !isFetchingNextPage ? onMore : undefined}>
          {(thread) => (
            <ThreadRow
              thread={thread}
              active={thread.id === activeId}
              chosen={chosen.has(thread.id)}
              choosing={chosen.size > 0}
              onChoose={onChoose}
              onOpen={onOpen}
            />
          )}
        </ThreadRows>
      </nav>
    </>
  );
}

interface ThreadRowsProps {
  rows: readonly ListRow[];
  scroller: HTMLElement | null;
  /** Loads the next page; undefined when there is none. */
  onMore: (() => void) | undefined;
  children: (thread: Thread) => ReactNode;
}

/** Renders the visible rows; the others only take up space. */
function ThreadRows({ rows, scroller, onMore, children }: ThreadRowsProps) {
  const height = isTouch() ? ROW_TOUCH_PX : ROW_PX;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]!.id,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = (items.at(-1)?.index ?? 0) >= rows.length - ROWS_AHEAD;
  useEffect(() => {
    if (nearEnd) onMore?.();
  }, [nearEnd, onMore]);
  return (
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
              children(row.thread)
            )}
          </li>
        );
      })}
    </ul>
  );
}
