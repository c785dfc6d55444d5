import { type LogEntry } from '@pocket-llm/api-client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNarrow } from '@/lib/use-media';
import { placeOf } from './level';
import { LogHead } from './log-head';
import { LogRow } from './log-row';

const ROW = 28;
const NARROW_ROW = 44;
/** With its line. */
const HEAD = 29;
/** Below this, a line that has columns more scrolls sideways: what was asked has to stay in sight. */
const LEAST_REM = 42;
const COLUMN_REM = 10.75;
/** So near to the end the next page is asked for. */
const AHEAD = 100;

interface LogListProps {
  logs: readonly LogEntry[];
  total: number;
  wrap: boolean;
  dimmed: boolean;
  /** What was added to be shown; there is no room for it on a narrow screen. */
  columns: readonly string[];
  onColumn: (column: string) => void;
  /** Place of the open line. */
  open: string | undefined;
  onOpen: (place: string | undefined) => void;
  onMore: (() => void) | undefined;
  /** Whether the newest line is in sight. */
  onTop: (atTop: boolean) => void;
  /** Changes when the list shall show its top. */
  topKey: number;
  children?: ReactNode;
}

/** The lines; only those in sight are on the page. It has the focus as a whole: j and k move, Enter opens, Esc closes. */
export function LogList({
  logs,
  total,
  wrap,
  dimmed,
  columns,
  onColumn,
  open,
  onOpen,
  onMore,
  onTop,
  topKey,
  children,
}: LogListProps) {
  const { t } = useTranslation('admin');
  const narrow = useNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const head = narrow ? 0 : HEAD;
  const minInlineSize = narrow || columns.length === 0 ? undefined : `${LEAST_REM + columns.length * COLUMN_REM}rem`;
  const virtual = useVirtualizer({
    count: logs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? NARROW_ROW : ROW),
    overscan: 16,
    // The head stands before the lines and stays in sight over them.
    scrollMargin: head,
    scrollPaddingStart: head,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = (items.at(-1)?.index ?? 0) >= logs.length - AHEAD;
  useEffect(() => {
    if (nearEnd) onMore?.();
  }, [nearEnd, onMore]);
  // Rows of another height are measured anew.
  useEffect(() => virtual.measure(), [narrow, wrap, columns, virtual]);
  useEffect(() => {
    if (topKey > 0) scroller.current?.scrollTo({ top: 0 });
  }, [topKey]);

  const at = open === undefined ? -1 : logs.findIndex((entry) => placeOf(entry) === open);
  const move = (to: number) => {
    const entry = logs[Math.min(logs.length - 1, Math.max(0, to))];
    if (!entry) return;
    virtual.scrollToIndex(logs.indexOf(entry), { align: 'auto' });
    onOpen(placeOf(entry));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const first = items.find((item) => item.start >= (virtual.scrollOffset ?? 0) + head)?.index ?? 0;
    if (event.key === 'j' || event.key === 'ArrowDown') move(at < 0 ? first : at + 1);
    else if (event.key === 'k' || event.key === 'ArrowUp') move(at < 0 ? first : at - 1);
    else if (event.key === 'Enter' && at < 0) move(first);
    else if (event.key === 'Escape' && open !== undefined) onOpen(undefined);
    else if (event.key === 'Home') move(0);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={t('logs.title')}
      aria-rowcount={total}
      aria-activedescendant={at >= 0 ? `log-${logs[at]!.id}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={(event) => onTop(event.currentTarget.scrollTop < ROW)}
      className="min-h-0 flex-1 overflow-auto overscroll-contain -outline-offset-2"
    >
      {!narrow && <LogHead columns={columns} minInlineSize={minInlineSize} onColumn={onColumn} />}
      <div
        role="rowgroup"
        className={`relative transition-opacity ${dimmed ? 'opacity-60' : ''}`}
        style={{ blockSize: virtual.getTotalSize(), minInlineSize }}
      >
        {items.map((item) => {
          const entry = logs[item.index]!;
          return (
            <div
              key={entry.id}
              id={`log-${entry.id}`}
              role="row"
              aria-rowindex={item.index + (narrow ? 1 : 2)}
              aria-selected={item.index === at}
              data-index={item.index}
              ref={wrap ? virtual.measureElement : undefined}
              onClick={() => onOpen(placeOf(entry))}
              className="@container absolute inset-x-0 top-0 cursor-pointer border-b border-line hover:bg-sunken aria-selected:bg-accent-wash"
              style={{ transform: `translateY(${item.start - head}px)`, ...(!wrap && { blockSize: item.size }) }}
            >
              <div role="gridcell">
                <LogRow entry={entry} wrap={wrap} narrow={narrow} columns={columns} />
              </div>
            </div>
          );
        })}
      </div>
      {children}
    </div>
  );
}
