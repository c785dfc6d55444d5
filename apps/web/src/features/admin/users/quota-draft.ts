import { type QuotaDto } from '@pocket-llm/api-client';

/** The limits of a quota and the highest value of each. */
export const LIMITS = { requests_per_day: 1_000_000_000, tokens_per_day: 1_000_000_000, parallel_runs: 1000 } as const;
export type Limit = keyof typeof LIMITS;
export const LIMIT_NAMES = Object.keys(LIMITS) as Limit[];

/** A quota as it is being typed. */
export type QuotaDraft = Record<Limit, string>;

export const draftOf = (quota: QuotaDto | null): QuotaDraft =>
  Object.fromEntries(LIMIT_NAMES.map((name) => [name, quota?.[name]?.toString() ?? ''])) as QuotaDraft;

/** Fields with a number that is not allowed. */
export const wrongIn = (draft: QuotaDraft): Limit[] =>
  LIMIT_NAMES.filter((name) => {
    const typed = draft[name].trim();
    return typed !== '' && !(/^\d+$/.test(typed) && Number(typed) >= 1 && Number(typed) <= LIMITS[name]);
  });

/** Empty fields have no limit. */
export const quotaOf = (draft: QuotaDraft): QuotaDto =>
  Object.fromEntries(
    LIMIT_NAMES.filter((name) => draft[name].trim() !== '').map((name) => [name, Number(draft[name])]),
  );
