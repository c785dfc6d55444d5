import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useEffectEvent, useRef } from 'react';
import { cn } from '@/lib/cn';
import { type ListRow } from '@/lib/threads/list-rows';
import { type Selection } from '@/lib/use-selection';
import { ResultRow } from './result-row';
import { type Cursor } from './use-cursor';

const ROW_PX = 65;
const HEADING_PX = 36;
const HEADING = cn(
  'flex h-9 items-end border-b border-line bg-canvas ps-12 pb-1.5 touch:ps-2',
  'text-meta font-medium text-ink-3',
);
/** The next page loads when this many rows are left. */
const ROWS_AHEAD = 12;

interface ResultListProps {
  rows: readonly ListRow[];
  q: string | undefined;
  dimmed: boolean;
  selection: Selection;
  cursor: Cursor | undefined;
  onCursor: (cursor: Cursor) => void;
  /** Loads the next page; undefined when there is none. */
  onMore: (() => void) | undefined;
  children?: ReactNode;
}

/** The results. Only the visible ones are rendered, and the heading of their group is sticky. */
export function ResultList({ rows, q, dimmed, selection, cursor, onCursor, onMore, children }: ResultListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const top = useRef(0);
  const rangeExtractor = useCallback(
    (range: Range) => {
      top.current = rows.findLastIndex((row, index) => row.kind === 'heading' && index <= range.startIndex);
      const seen = defaultRangeExtractor(range);
      return top.current < 0 || seen.includes(top.current) ? seen : [top.current, ...seen];
    },
    [rows],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]!.kind === 'heading' ? HEADING_PX : ROW_PX),
    getItemKey: (index) => rows[index]!.id,
    scrollPaddingStart: HEADING_PX,
    overscan: 6,
    rangeExtractor,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = (items.at(-1)?.index ?? 0) >= rows.length - ROWS_AHEAD;
  useEffect(() => {
    if (nearEnd) onMore?.();
  }, [nearEnd, onMore]);

  // A row has to be rendered before it can get the focus.
  const scrollTo = useEffectEvent((id: string) => {
    const index = rows.findIndex((row) => row.id === id);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  });
  // Scroll only after a key press, not when more results load.
  useEffect(() => {
    if (cursor?.n !== undefined) scrollTo(cursor.id);
  }, [cursor]);

  const { toggle, extendTo } = selection;
  const onChoose = useCallback(
    (id: string, mode: 'one' | 'range') => (mode === 'one' ? toggle : extendTo)(id),
    [toggle, extendTo],
  );
  const onFocus = useCallback((id: string) => onCursor({ id, n: undefined }), [onCursor]);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-4 md:px-6">
      <ul
        className={cn('relative transition-opacity', dimmed && 'opacity-60')}
        style={{ blockSize: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const row = rows[item.index]!;
          const sticky = item.index === top.current;
          return (
            <li
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className={sticky ? 'sticky top-0 z-10' : 'absolute inset-x-0 top-0'}
              style={sticky ? undefined : { transform: `translateY(${item.start}px)` }}
            >
              {row.kind === 'heading' ? (
                <h2 className={HEADING}>{row.label}</h2>
              ) : (
                <ResultRow
                  thread={row.thread}
                  q={q}
                  focusKey={cursor?.id === row.id ? cursor.n : undefined}
                  chosen={selection.ids.has(row.id)}
                  choosing={selection.ids.size > 0}
                  onChoose={onChoose}
                  onFocus={onFocus}
                />
              )}
            </li>
          );
        })}
      </ul>
      {children}
    </div>
  );
}
