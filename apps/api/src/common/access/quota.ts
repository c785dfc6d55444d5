/**
 * Limits of an account, for its chats and all its keys together; an absent field means no limit. Days and months are
 * those of UTC.
 */
export interface Quota {
  requests_per_day?: number;
  /** Tokens of prompts and answers together. */
  tokens_per_day?: number;
  requests_per_month?: number;
  tokens_per_month?: number;
  /** Answers in progress at the same time. */
  parallel_runs?: number;
}

/** What the members of a group may use together, in a day and in a month. */
export type Budget = Omit<Quota, 'parallel_runs'>;
