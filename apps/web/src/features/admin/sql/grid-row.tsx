import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { type Cell } from './cells';
import { type GridWindow } from './grid-window';

interface GridRowProps {
  view: Pick<GridWindow, 'columns' | 'firstWidth'>;
  head?: boolean;
  /** Renders the cell of a column. */
  render: (column: number) => ReactNode;
}

/** The cells of a row: the first column, which is sticky, and the visible ones. */
export function GridRow({ view: { columns, firstWidth }, head = false, render }: GridRowProps) {
  return (
    <>
      <div
        className={cn('sticky start-0 z-10 h-full border-e border-line', head ? 'bg-sunken' : 'bg-surface')}
        style={{ inlineSize: firstWidth }}
      >
        {render(0)}
      </div>
      {columns.map(({ index, start, width }) => (
        <div key={index} className="absolute top-0 h-full" style={{ insetInlineStart: start, inlineSize: width }}>
          {render(index)}
        </div>
      ))}
    </>
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

export function GridCell({ id, cell, column, numeric, active, onClick, onOpen }: GridCellProps) {
  const { t } = useTranslation('sql');
  return (
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={active}
      onClick={onClick}
      onDoubleClick={onOpen}
      className={cn('flex h-full items-center px-3', active && 'bg-accent-wash', numeric && 'justify-end')}
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
