import { type QuotaDto } from '@pocket-llm/api-client';

/** The limits of a quota with their maximums. */
export const LIMITS = {
  requests_per_day: 1_000_000_000,
  tokens_per_day: 1_000_000_000,
  requests_per_month: 1_000_000_000,
  tokens_per_month: 100_000_000_000,
  parallel_runs: 1000,
} as const;
export type Limit = keyof typeof LIMITS;
export const LIMIT_NAMES = Object.keys(LIMITS) as Limit[];

/** A quota while it is being edited. */
export type QuotaDraft = Record<Limit, string>;

export const draftOf = (quota: QuotaDto | null): QuotaDraft =>
  Object.fromEntries(LIMIT_NAMES.map((name) => [name, quota?.[name]?.toString() ?? ''])) as QuotaDraft;

/** Those that a budget has, which people share: how many ask at a time is no matter of it. */
export const BUDGET_NAMES = LIMIT_NAMES.filter((name) => name !== 'parallel_runs');

/** Fields with an invalid number. */
export const wrongIn = (draft: QuotaDraft): Limit[] =>
  LIMIT_NAMES.filter((name) => {
    const typed = draft[name].trim();
    return typed !== '' && !(/^\d+$/.test(typed) && Number(typed) >= 1 && Number(typed) <= LIMITS[name]);
  });

/** An empty field means no limit. */
export const quotaOf = (draft: QuotaDraft): QuotaDto =>
  Object.fromEntries(
    LIMIT_NAMES.filter((name) => draft[name].trim() !== '').map((name) => [name, Number(draft[name])]),
  );
