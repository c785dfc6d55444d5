/**
 * Options of an LRU cache of at most so many entries. With `max` it would take the memory of all of them at once: ours
 * are large so that nobody can push others out, and nearly always nearly empty.
 */
export const atMost = (entries: number): { maxSize: number; sizeCalculation: () => number } => ({
  maxSize: entries,
  sizeCalculation: () => 1,
});
