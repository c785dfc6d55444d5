/**
 * Where a reader is on a chart: the point that is read and, while a range is chosen, the point where the range
 * began.
 */
export interface Pointing {
  read: number;
  anchor: number | undefined;
  dragging: boolean;
}

/** Reads the newest point. Its index is clamped to the number of points a chart has. */
export const NEWEST: Pointing = { read: Number.MAX_SAFE_INTEGER, anchor: undefined, dragging: false };

/** The point that is read, and the first and last point of the range; without a range all three are the same. */
export function rangeRead({ read, anchor }: Pointing, count: number): { at: number; first: number; last: number } {
  const at = Math.min(count - 1, Math.max(0, read));
  return { at, first: Math.min(anchor ?? at, at), last: Math.max(anchor ?? at, at) };
}
