/** A request that is over. */
export interface RequestObservation {
  route: string;
  method: string;
  action: string;
  status: number;
  ms: number;
  userId: string | undefined;
}

/** An answer that is over, well or not. */
export interface AnswerObservation {
  model: string;
  userId: string;
  failed: boolean;
  /** Whether the cache knew it; absent where it was not asked. */
  cache?: 'hit' | 'miss';
  ms: number;
  ttft_ms: number | null;
  input_tokens: number;
  output_tokens: number;
  /** Tokens whose time is known, and that time. */
  speed: { tokens: number; ms: number } | null;
}

/** What the process is like at this moment. */
export interface ProcessNow {
  started_at: Date;
  uptime_seconds: number;
  rss_bytes: number;
  heap_bytes: number;
  /** p99 since the last look. */
  loop_lag_ms: number;
  /** Of one core, since the last look. */
  cpu_share: number;
  queue_depth: number;
}

export interface DatabaseNow {
  pool_used: number;
  pool_open: number;
  pool_waiting: number;
  size_bytes: number;
}
