/**
 * The reader's position on a chart: the current point and, while a range is being chosen, the point where the range
 * began.
 */
export interface Pointing {
  read: number;
  anchor: number | undefined;
  dragging: boolean;
}

/** Selects the newest point: each chart clamps the index to its number of points. */
export const NEWEST: Pointing = { read: Number.MAX_SAFE_INTEGER, anchor: undefined, dragging: false };

/** The current point and the first and last point of the range. Without a range all three are equal. */
export function rangeRead({ read, anchor }: Pointing, count: number): { at: number; first: number; last: number } {
  const at = Math.min(count - 1, Math.max(0, read));
  return { at, first: Math.min(anchor ?? at, at), last: Math.max(anchor ?? at, at) };
}
