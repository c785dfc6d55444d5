/** A finished request. */
export interface RequestObservation {
  route: string;
  method: string;
  action: string;
  status: number;
  ms: number;
  userId: string | undefined;
}

/** A finished answer, successful or not. */
export interface AnswerObservation {
  model: string;
  userId: string;
  failed: boolean;
  /** Whether the cache had it; absent when the cache was not used. */
  cache?: 'hit' | 'miss';
  ms: number;
  ttft_ms: number | null;
  input_tokens: number;
  output_tokens: number;
  /** What it has cost, in millionths of the currency and of a watt-hour; absent: nothing. */
  cost_micros?: number;
  energy_micro_wh?: number;
  /** Tokens with a known duration, and that duration. */
  speed: { tokens: number; ms: number } | null;
}

/** A sample of the process. */
export interface ProcessNow {
  started_at: Date;
  uptime_seconds: number;
  rss_bytes: number;
  heap_bytes: number;
  /** p99 since the last sample. */
  loop_lag_ms: number;
  /** Share of one core, since the last sample. */
  cpu_share: number;
  queue_depth: number;
}

export interface DatabaseNow {
  pool_used: number;
  pool_open: number;
  pool_waiting: number;
  size_bytes: number;
}

/** A model server in service. */
export interface BackendNow {
  id: string;
  /** It answers, and is not left alone after faults. */
  up: boolean;
}
