import { type GroupDto, type QuotaDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { formatList } from '@/lib/format';

/** Tokens of a long answer: its question and about two pages of text. */
export const LONG_ANSWER_TOKENS = 1_500;

/**
 * What a quota comes to in answers of a day.
 * @returns `answers`: as many as are counted, of any length; `long`: as many long ones as the tokens suffice for
 */
export function answersOf({ requests_per_day, tokens_per_day }: QuotaDto): { answers?: number; long?: number } {
  const long = tokens_per_day === undefined ? undefined : Math.floor(tokens_per_day / LONG_ANSWER_TOKENS);
  if (long !== undefined && (requests_per_day === undefined || long < requests_per_day)) return { long };
  return { answers: requests_per_day };
}

/** A group's columns in words. */
export function useGroupWords() {
  const { t } = useTranslation('groups');
  const limits = ({ requests_per_day, tokens_per_day, parallel_runs }: QuotaDto) => [
    ...(requests_per_day === undefined ? [] : [t('limit.requests', { count: requests_per_day })]),
    ...(tokens_per_day === undefined ? [] : [t('limit.tokens', { count: tokens_per_day })]),
    ...(parallel_runs === undefined ? [] : [t('limit.parallel', { count: parallel_runs })]),
  ];
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
      const { answers, long } = answersOf(quota);
      if (long === 0) return t('follows.less');
      if (long !== undefined) return t('follows.long', { count: long });
      if (answers !== undefined) return t('follows.answers', { count: answers });
      return t(quota.parallel_runs === undefined ? 'follows.nothing' : 'follows.parallel');
    },
  };
}
