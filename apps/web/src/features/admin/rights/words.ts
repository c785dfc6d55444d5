import { type GroupDto, type QuotaDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatList } from '@/lib/format';

/** Tokens of a long answer: its question and about two pages of text. */
export const LONG_ANSWER_TOKENS = 1_500;

/**
 * What limits of a day or a month come to in answers.
 * @returns `answers`: as many as are counted, of any length; `long`: as many long ones as the tokens suffice for
 */
export function answersOf(requests: number | undefined, tokens: number | undefined) {
  const long = tokens === undefined ? undefined : Math.floor(tokens / LONG_ANSWER_TOKENS);
  if (long !== undefined && (requests === undefined || long < requests)) return { long };
  return { answers: requests };
}

/** Each limit with its text. */
const LIMITS = [
  ['requests_per_day', 'requests'],
  ['tokens_per_day', 'tokens'],
  ['requests_per_month', 'requestsMonth'],
  ['tokens_per_month', 'tokensMonth'],
  ['parallel_runs', 'parallel'],
] as const;

/** A group's columns in words. */
export function useGroupWords() {
  const { t } = useTranslation('groups');
  const limits = (quota: QuotaDto) =>
    LIMITS.flatMap(([limit, text]) => {
      const count = quota[limit];
      return count === undefined ? [] : [t(`limit.${text}`, { count })];
    });
  return {
    people: ({ member_count }: GroupDto) => t('peopleCount', { count: member_count }),
    /** @param all number of models of the portal */
    models: ({ model_ids, models_decided }: GroupDto, all: number) =>
      !models_decided
        ? t('modelsUndecided')
        : model_ids === null
          ? t('modelsAll')
          : t('modelsSome', { count: model_ids.length, all }),
    quota: ({ quota }: GroupDto) => {
      const parts = limits(quota);
      return parts.length === 0 ? t('quotaNone') : formatList(parts);
    },
    source: ({ source }: GroupDto) => t(`sources.${source}`),
    /** What follows from a quota, as a sentence. */
    follows: (quota: QuotaDto) => {
      const { answers, long } = answersOf(quota.requests_per_day, quota.tokens_per_day);
      const month = answersOf(quota.requests_per_month, quota.tokens_per_month);
      if (long === 0) return t('follows.less');
      if (long !== undefined) return t('follows.long', { count: long });
      if (answers !== undefined) return t('follows.answers', { count: answers });
      if (month.long === 0) return t('follows.monthLess');
      if (month.long !== undefined) return t('follows.monthLong', { count: month.long });
      if (month.answers !== undefined) return t('follows.monthAnswers', { count: month.answers });
      return t(quota.parallel_runs === undefined ? 'follows.nothing' : 'follows.parallel');
    },
  };
}
