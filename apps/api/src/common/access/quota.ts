/**
 * What an account may use at most, by hand and with all its keys together; an absent part has no limit. Days are UTC.
 */
export interface Quota {
  requests_per_day?: number;
  /** Tokens of prompts and answers together. */
  tokens_per_day?: number;
  /** Answers at a time. */
  parallel_runs?: number;
}
