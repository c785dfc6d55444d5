/** Limits of an API key; an absent field means no limit. */
export interface KeyLimits {
  requests_per_minute?: number;
  /** Tokens of prompts and answers together, per UTC day. */
  tokens_per_day?: number;
  /** The same per UTC month. */
  tokens_per_month?: number;
  /** Answers in progress at the same time. */
  parallel_runs?: number;
  /** Addresses and networks (`10.0.0.0/8`) that may use the key. */
  allowed_addresses?: string[];
}
