/** What a key may use at most; an absent part has no limit. */
export interface KeyLimits {
  requests_per_minute?: number;
  /** Tokens of prompts and answers together, from midnight to midnight UTC. */
  tokens_per_day?: number;
  /** Answers at a time. */
  parallel_runs?: number;
  /** Addresses and networks (`10.0.0.0/8`) it may be used from. */
  allowed_addresses?: string[];
}
