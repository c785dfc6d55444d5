import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNarrow } from '@/lib/use-media';
import { isNumeric, type Cell, type Column, type Row } from './cells';
import { ColumnHead, type Sorting } from './column-head';

const ROW_PX = 28;
const HEAD_PX = 36;
/** In characters of the mono type, which is about so wide. */
const CHAR_PX = 8;

export interface Place {
  row: number;
  column: number;
}

interface ResultGridProps {
  columns: readonly Column[];
  rows: readonly Row[];
  sorting: Sorting | undefined;
  onSort: (sorting: Sorting | undefined) => void;
  place: Place;
  onPlace: (place: Place) => void;
  onOpen: (place: Place) => void;
}

/** As wide as the head and the first rows want it, within reason. */
function widthOf({ name, type }: Column, index: number, rows: readonly Row[]): number {
  const longest = rows.slice(0, 50).reduce((most, row) => Math.max(most, Math.min(row[index]?.length ?? 4, 44)), 0);
  return Math.min(400, Math.max(80, Math.max(longest, name.length + Math.min(type.length, 14) + 3) * CHAR_PX + 28));
}

/** Rows and columns of an answer. However many there are, only those in view are in the page; the first column stays. */
export function ResultGrid({ columns, rows, sorting, onSort, place, onPlace, onOpen }: ResultGridProps) {
  const { t } = useTranslation('sql');
  const id = useId();
  // What never leaves the sight must leave room for the rest.
  const narrow = useNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const [widths] = useState(() =>
    columns.map((column, index) =>
      index === 0 && narrow ? Math.min(140, widthOf(column, index, rows)) : widthOf(column, index, rows),
    ),
  );
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollPaddingStart: HEAD_PX,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index]!,
    overscan: 3,
    scrollPaddingStart: widths[0],
  });
  const width = across.getTotalSize();
  // The first column is always there, outside of what comes and goes.
  const shown = across.getVirtualItems().filter(({ index }) => index > 0);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const steps: Record<string, [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      PageDown: [page, 0],
      PageUp: [-page, 0],
      Home: [0, -columns.length],
      End: [0, columns.length],
    };
    const step = steps[event.key];
    if (event.key === 'Enter') onOpen(place);
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && getSelection()?.isCollapsed)
      void navigator.clipboard?.writeText(rows[place.row]?.[place.column] ?? '');
    else if (step) {
      const next = {
        row: Math.min(Math.max(place.row + step[0], 0), rows.length - 1),
        column: Math.min(Math.max(place.column + step[1], 0), columns.length - 1),
      };
      onPlace(next);
      down.scrollToIndex(next.row);
      if (next.column > 0) across.scrollToIndex(next.column);
      else across.scrollToOffset(0); // The first one stays in sight, so that going to it would move nothing.
    } else return;
    event.preventDefault();
  };

  const line = (render: (index: number) => ReactNode, head = false) => (
    <>
      <div
        className={`sticky start-0 z-10 h-full border-e border-line ${head ? 'bg-sunken' : 'bg-surface'}`}
        style={{ inlineSize: widths[0] }}
      >
        {render(0)}
      </div>
      {shown.map(({ index, start }) => (
        <div
          key={index}
          className="absolute top-0 h-full"
          style={{ insetInlineStart: start, inlineSize: widths[index] }}
        >
          {render(index)}
        </div>
      ))}
    </>
  );
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={t('results')}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={`${id}-${place.row}-${place.column}`}
      onKeyDown={onKeyDown}
      className="tabular max-h-[60dvh] overflow-auto rounded-panel border border-line bg-surface font-mono text-console"
    >
      <div
        role="presentation"
        className="relative"
        style={{ inlineSize: width, minInlineSize: '100%', blockSize: down.getTotalSize() + HEAD_PX }}
      >
        <div
          role="row"
          aria-rowindex={1}
          className="sticky top-0 z-20 border-b border-line bg-sunken"
          style={{ blockSize: HEAD_PX }}
        >
          {line((index) => {
            const sorted = sorting?.index === index ? sorting.direction : undefined;
            return (
              <div
                role="columnheader"
                aria-colindex={index + 1}
                aria-sort={sorted && (sorted === 'asc' ? 'ascending' : 'descending')}
                className="h-full"
              >
                <ColumnHead column={columns[index]!} index={index} rows={rows} sorting={sorting} onSort={onSort} />
              </div>
            );
          }, true)}
        </div>
        {down.getVirtualItems().map((item) => (
          <div
            key={item.key}
            role="row"
            aria-rowindex={item.index + 2}
            className="absolute inset-x-0 border-b border-line"
            style={{ top: item.start + HEAD_PX, blockSize: ROW_PX }}
          >
            {line((index) => (
              <GridCell
                id={`${id}-${item.index}-${index}`}
                cell={rows[item.index]![index] ?? null}
                column={index}
                numeric={isNumeric(columns[index]!.type)}
                active={place.row === item.index && place.column === index}
                onClick={() => onPlace({ row: item.index, column: index })}
                onOpen={() => onOpen({ row: item.index, column: index })}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface GridCellProps {
  id: string;
  cell: Cell;
  column: number;
  numeric: boolean;
  active: boolean;
  onClick: () => void;
  onOpen: () => void;
}

function GridCell({ id, cell, column, numeric, active, onClick, onOpen }: GridCellProps) {
  const { t } = useTranslation('sql');
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={active}
      onClick={onClick}
      onDoubleClick={onOpen}
      className={`flex h-full items-center px-3 ${active ? 'bg-accent-wash' : ''} ${numeric ? 'justify-end' : ''}`}
    >
      <span className="truncate">
        {cell === null ? (
          <em className="text-ink-3">{t('null')}</em>
        ) : cell === '' ? (
          <span className="sr-only">{t('empty')}</span>
        ) : (
          cell.slice(0, 300).replace(/\s/g, ' ')
        )}
      </span>
    </div>
  );
}
