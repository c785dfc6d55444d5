import { type KeyboardEvent, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { type Column, isNumeric, type Row } from './cells';
import { ColumnHead, type Sorting } from './column-head';
import { GridCell, GridRow } from './grid-row';
import { type GridWindow, HEAD_PX, type Place, ROW_PX, useGridWindow } from './grid-window';

interface ResultGridProps {
  columns: readonly Column[];
  rows: readonly Row[];
  sorting: Sorting | undefined;
  onSort: (sorting: Sorting | undefined) => void;
  place: Place;
  onPlace: (place: Place) => void;
  onOpen: (place: Place) => void;
}

/** A result's rows and columns. Only the visible ones are in the DOM. */
export function ResultGrid(props: ResultGridProps) {
  const { columns, rows, place, onPlace, onOpen } = props;
  const { t } = useTranslation('sql');
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const view = useGridWindow(scroller, columns, rows);
  const onKeyDown = gridKeys(props, view);
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
      className={cn(
        'tabular max-h-[60dvh] overflow-auto rounded-panel border border-line bg-surface font-mono text-console',
        'md:max-h-full md:min-h-24',
      )}
    >
      <div
        role="presentation"
        className="relative"
        style={{ inlineSize: view.width, minInlineSize: '100%', blockSize: view.height }}
      >
        <HeadRow {...props} view={view} />
        {view.rows.map(({ index: row, start }) => (
          <div
            key={row}
            role="row"
            aria-rowindex={row + 2}
            className="absolute inset-x-0 border-b border-line"
            style={{ top: start, blockSize: ROW_PX }}
          >
            <GridRow
              view={view}
              render={(column) => (
                <GridCell
                  id={`${id}-${row}-${column}`}
                  cell={rows[row]![column] ?? null}
                  column={column}
                  numeric={isNumeric(columns[column]!.type)}
                  active={place.row === row && place.column === column}
                  onClick={() => onPlace({ row, column })}
                  onOpen={() => onOpen({ row, column })}
                />
              )}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

function HeadRow({ columns, rows, sorting, onSort, view }: ResultGridProps & { view: GridWindow }) {
  const sortOf = (column: number) => {
    if (sorting?.index !== column) return undefined;
    return sorting.direction === 'asc' ? 'ascending' : 'descending';
  };
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-20 border-b border-line bg-sunken"
      style={{ blockSize: HEAD_PX }}
    >
      <GridRow
        head
        view={view}
        render={(column) => (
          <div role="columnheader" aria-colindex={column + 1} aria-sort={sortOf(column)} className="h-full">
            <ColumnHead column={columns[column]!} index={column} rows={rows} sorting={sorting} onSort={onSort} />
          </div>
        )}
      />
    </div>
  );
}

/** Arrow keys, Page Up and Down, Home and End move the active cell; Enter opens it, the copy shortcut copies it. */
function gridKeys({ columns, rows, place, onPlace, onOpen }: ResultGridProps, view: GridWindow) {
  const stepOf = (key: string): [number, number] | undefined => {
    const steps: Record<string, [number, number]> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      PageDown: [view.rowsPerPage(), 0],
      PageUp: [-view.rowsPerPage(), 0],
      Home: [0, -columns.length],
      End: [0, columns.length],
    };
    return steps[key];
  };
  const clamp = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
  return (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const step = stepOf(event.key);
    const copies = event.key === 'c' && (event.ctrlKey || event.metaKey) && getSelection()?.isCollapsed;
    if (event.key === 'Enter') onOpen(place);
    else if (copies) void navigator.clipboard?.writeText(rows[place.row]?.[place.column] ?? '');
    else if (step) {
      const next = {
        row: clamp(place.row + step[0], rows.length),
        column: clamp(place.column + step[1], columns.length),
      };
      onPlace(next);
      view.scrollTo(next);
    } else return;
    event.preventDefault();
  };
}
