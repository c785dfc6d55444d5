import { type LogEntry } from '@pocket-llm/api-client';
import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { handleListKey } from '@/lib/use-list-keys';
import { useNarrow } from '@/lib/use-media';
import { placeOf } from './level';
import { LogHead } from './log-head';
import { LogRow } from './log-row';

const ROW_PX = 28;
const NARROW_ROW_PX = 44;
/** Height of the header in pixels, with its border. */
const HEAD_PX = 29;
/** Below this width a list with added columns scrolls sideways, because the request has to stay readable. */
const MIN_WIDTH_REM = 42;
const COLUMN_REM = 10.75;
/** The next page loads this many lines before the end. */
const LOAD_AHEAD_LINES = 100;

interface LogListProps {
  logs: readonly LogEntry[];
  total: number;
  wrap: boolean;
  dimmed: boolean;
  /** The added columns; none on a narrow screen. */
  columns: readonly string[];
  onColumn: (column: string) => void;
  /** Position of the open line. */
  open: string | undefined;
  onOpen: (place: string | undefined) => void;
  onMore: (() => void) | undefined;
  /** Called when the newest line scrolls into or out of view. */
  onTop: (atTop: boolean) => void;
  /** The list scrolls to its top when this changes. */
  topKey: number;
  children?: ReactNode;
}

/** The list of lines. It is focused as a whole: j and k open the next and the previous line, Escape closes it. */
export function LogList(props: LogListProps) {
  const { logs, total, wrap, dimmed, columns, onColumn, open, onOpen, onTop, children } = props;
  const { t } = useTranslation('admin');
  const narrow = useNarrow();
  const { scroller, virtual, items, head } = useLogWindow(props, narrow);
  const minInlineSize =
    narrow || columns.length === 0 ? undefined : `${MIN_WIDTH_REM + columns.length * COLUMN_REM}rem`;
  const at = open === undefined ? -1 : logs.findIndex((entry) => placeOf(entry) === open);
  const openAt = (to: number) => {
    const index = Math.min(logs.length - 1, Math.max(0, to));
    if (!logs[index]) return;
    virtual.scrollToIndex(index, { align: 'auto' });
    onOpen(placeOf(logs[index]));
  };
  const firstInSight = () => items.find((item) => item.start >= (virtual.scrollOffset ?? 0) + head)?.index ?? 0;
  const keys = {
    move: (by: 1 | -1) => openAt(at < 0 ? firstInSight() : at + by),
    toEdge: (edge: 'first' | 'last') => edge === 'first' && openAt(0),
    open: () => at < 0 && openAt(firstInSight()),
    close: () => open !== undefined && onOpen(undefined),
  };
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={t('logs.title')}
      aria-rowcount={total}
      aria-activedescendant={at >= 0 ? `log-${logs[at]!.id}` : undefined}
      onKeyDown={(event) => handleListKey(event, keys)}
      onScroll={(event) => onTop(event.currentTarget.scrollTop < ROW_PX)}
      className="min-h-0 flex-1 overflow-auto overscroll-contain -outline-offset-2"
    >
      {!narrow && <LogHead columns={columns} minInlineSize={minInlineSize} onColumn={onColumn} />}
      <div
        role="rowgroup"
        className={cn('relative transition-opacity', dimmed && 'opacity-60')}
        style={{ blockSize: virtual.getTotalSize(), minInlineSize }}
      >
        {items.map((item) => (
          <PlacedRow
            key={logs[item.index]!.id}
            ref={wrap ? virtual.measureElement : undefined}
            item={item}
            head={head}
            rowIndex={item.index + (narrow ? 1 : 2)}
            entry={logs[item.index]!}
            isOpen={item.index === at}
            wrap={wrap}
            onOpen={onOpen}
          >
            <LogRow entry={logs[item.index]!} wrap={wrap} narrow={narrow} columns={columns} />
          </PlacedRow>
        ))}
      </div>
      {children}
    </div>
  );
}

/** The visible lines. Loads more when the end comes near. */
function useLogWindow({ logs, wrap, columns, onMore, topKey }: LogListProps, narrow: boolean) {
  const scroller = useRef<HTMLDivElement>(null);
  const head = narrow ? 0 : HEAD_PX;
  const virtual = useVirtualizer({
    count: logs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? NARROW_ROW_PX : ROW_PX),
    overscan: 16,
    // The header is above the lines and stays visible while they scroll.
    scrollMargin: head,
    scrollPaddingStart: head,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = (items.at(-1)?.index ?? 0) >= logs.length - LOAD_AHEAD_LINES;
  useEffect(() => {
    if (nearEnd) onMore?.();
  }, [nearEnd, onMore]);
  // Measure again, because the row height has changed.
  useEffect(() => virtual.measure(), [narrow, wrap, columns, virtual]);
  useEffect(() => {
    if (topKey > 0) scroller.current?.scrollTo({ top: 0 });
  }, [topKey]);
  return { scroller, virtual, items, head };
}

interface PlacedRowProps {
  ref: Ref<HTMLDivElement> | undefined;
  item: VirtualItem;
  /** Height of the header in pixels. */
  head: number;
  rowIndex: number;
  entry: LogEntry;
  isOpen: boolean;
  wrap: boolean;
  onOpen: (place: string) => void;
  children: ReactNode;
}

function PlacedRow({ ref, item, head, rowIndex, entry, isOpen, wrap, onOpen, children }: PlacedRowProps) {
  return (
    <div
      id={`log-${entry.id}`}
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={isOpen}
      data-index={item.index}
      ref={ref}
      onClick={() => onOpen(placeOf(entry))}
      className={cn(
        '@container absolute inset-x-0 top-0 cursor-pointer border-b border-line',
        'hover:bg-sunken aria-selected:bg-accent-wash',
      )}
      style={{ transform: `translateY(${item.start - head}px)`, ...(!wrap && { blockSize: item.size }) }}
    >
      <div role="gridcell">{children}</div>
    </div>
  );
}
