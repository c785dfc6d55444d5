import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useState } from 'react';
import { useNarrow } from '@/lib/use-media';
import { type Column, type Row } from './cells';

export const ROW_PX = 28;
export const HEAD_PX = 36;
/** Approximate width of a character in the monospace font. */
const CHAR_PX = 8;
/** On a phone the sticky first column has to leave room for the others. */
const NARROW_FIRST_PX = 140;

/** A cell's position in the sorted rows. */
export interface Place {
  row: number;
  column: number;
}

/** The width that the header and the first rows need, within limits. */
function widthOf({ name, type }: Column, index: number, rows: readonly Row[]): number {
  const longest = rows.slice(0, 50).reduce((most, row) => Math.max(most, Math.min(row[index]?.length ?? 4, 44)), 0);
  return Math.min(400, Math.max(80, Math.max(longest, name.length + Math.min(type.length, 14) + 3) * CHAR_PX + 28));
}

/** A column's horizontal position in the grid, in pixels. */
interface PlacedColumn {
  index: number;
  start: number;
  width: number;
}

export interface GridWindow {
  /** Total size in pixels. */
  width: number;
  height: number;
  firstWidth: number;
  /** Visible columns, without the first one, which is always rendered. */
  columns: PlacedColumn[];
  /** Visible rows. */
  rows: { index: number; start: number }[];
  /** Number of rows that fit on the screen. */
  rowsPerPage: () => number;
  scrollTo: (place: Place) => void;
}

/** The visible part of the rows and columns. Column widths do not change when the rows are sorted. */
export function useGridWindow(
  scroller: RefObject<HTMLDivElement | null>,
  columns: readonly Column[],
  rows: readonly Row[],
): GridWindow {
  const narrow = useNarrow();
  const [widths] = useState(() =>
    columns.map((column, index) => {
      const width = widthOf(column, index, rows);
      return index === 0 && narrow ? Math.min(NARROW_FIRST_PX, width) : width;
    }),
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
  return {
    width: across.getTotalSize(),
    height: down.getTotalSize() + HEAD_PX,
    firstWidth: widths[0]!,
    columns: across
      .getVirtualItems()
      .filter(({ index }) => index > 0)
      .map(({ index, start }) => ({ index, start, width: widths[index]! })),
    rows: down.getVirtualItems().map(({ index, start }) => ({ index, start: start + HEAD_PX })),
    rowsPerPage: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2),
    scrollTo: ({ row, column }) => {
      down.scrollToIndex(row);
      if (column > 0) across.scrollToIndex(column);
      // The first column is sticky, so scrolling to it would do nothing.
      else across.scrollToOffset(0);
    },
  };
}
