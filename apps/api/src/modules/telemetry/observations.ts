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
