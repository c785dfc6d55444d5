import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useState } from 'react';
import { useNarrow } from '@/lib/use-media';
import { type Column, type Row } from './cells';

export const ROW_PX = 28;
export const HEAD_PX = 36;
/** About the width of a character of the mono type. */
const CHAR_PX = 8;
/** On a phone the first column, which never leaves the view, must leave room for the others. */
const NARROW_FIRST_PX = 140;

/** A cell of the grid, by its place in the rows as they are sorted. */
export interface Place {
  row: number;
  column: number;
}

/** As wide as the head and the first rows want it, within reason. */
function widthOf({ name, type }: Column, index: number, rows: readonly Row[]): number {
  const longest = rows.slice(0, 50).reduce((most, row) => Math.max(most, Math.min(row[index]?.length ?? 4, 44)), 0);
  return Math.min(400, Math.max(80, Math.max(longest, name.length + Math.min(type.length, 14) + 3) * CHAR_PX + 28));
}

/** Where a column stands in the grid, in pixels from its start. */
interface PlacedColumn {
  index: number;
  start: number;
  width: number;
}

export interface GridWindow {
  /** Size of everything, in pixels. */
  width: number;
  height: number;
  firstWidth: number;
  /** Columns in view, without the first one, which is always there. */
  columns: PlacedColumn[];
  /** Rows in view. */
  rows: { index: number; start: number }[];
  /** Rows that fit on the screen at once. */
  rowsPerPage: () => number;
  scrollTo: (place: Place) => void;
}

/** The part of the rows and columns that is in view, with widths that stay as they are when the rows are sorted. */
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
      // The first column stays in view, so that scrolling to it would move nothing.
      else across.scrollToOffset(0);
    },
  };
}
