/** The server sends beats 200 ms apart; behind a buffering proxy they arrive together. */
const MIN_SPREAD_MS = 400;

export type Stream = { state: 'fine'; everyMs: number } | { state: 'held'; withinMs: number } | { state: 'failed' };

/**
 * Whether streams reach this browser unbuffered, judged by the arrival of five beats.
 * @param times in milliseconds
 */
export function judge(times: readonly number[]): Stream {
  const [first, last] = [times[0], times.at(-1)];
  if (times.length < 5 || first === undefined || last === undefined) return { state: 'failed' };
  const spread = last - first;
  return spread < MIN_SPREAD_MS
    ? { state: 'held', withinMs: spread }
    : { state: 'fine', everyMs: spread / (times.length - 1) };
}
