/** Counts of the cache over some time. */
export interface CacheCounts {
  /** Answered from the cache. */
  hits: number;
  /** Answered by a model. */
  misses: number;
  /** Joined an identical request in progress. */
  joined: number;
  /** Tokens that no model had to generate. */
  tokens_saved: number;
  /** Saved backend time in milliseconds. */
  ms_saved: number;
}

export const NO_CACHE_COUNTS: CacheCounts = { hits: 0, misses: 0, joined: 0, tokens_saved: 0, ms_saved: 0 };

export const addCacheCounts = (a: CacheCounts, b: Partial<CacheCounts>): CacheCounts => ({
  hits: a.hits + (b.hits ?? 0),
  misses: a.misses + (b.misses ?? 0),
  joined: a.joined + (b.joined ?? 0),
  tokens_saved: a.tokens_saved + Math.round(b.tokens_saved ?? 0),
  ms_saved: a.ms_saved + Math.round(b.ms_saved ?? 0),
});
