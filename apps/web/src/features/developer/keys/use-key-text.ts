import { type ApiKey } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatList, formatNumber } from '@/lib/format';
import { modelsQuery } from '@/lib/queries';
import { SCOPES } from './key-draft';

/** A key's scopes, models and limits in words. */
export function useKeyText(): {
  scopes: (key: ApiKey) => string;
  models: (key: ApiKey) => string;
  limits: (key: ApiKey) => string;
} {
  const { t } = useTranslation('developer');
  const known = useQuery(modelsQuery).data ?? [];
  return {
    scopes: (key) =>
      key.scopes.length === SCOPES.length
        ? t('everything')
        : formatList(key.scopes.map((scope) => t(`scope.${scope}`))),
    models: (key) =>
      key.model_ids.length === 0
        ? t('all')
        : formatList(
            key.model_ids.map(
              (id) =>
                known.find((model) => model.id === id)?.display_name ??
                (id === key.model_id ? key.model_name : null) ??
                t('unknownModel'),
            ),
          ),
    limits: ({ limits }) => {
      const {
        requests_per_minute: requests,
        tokens_per_day: tokens,
        tokens_per_month: ofMonth,
        parallel_runs: parallel,
        allowed_addresses: addresses,
      } = limits;
      const words = [
        requests !== undefined && t('limitWords.requests', { count: requests, number: formatNumber(requests) }),
        tokens !== undefined && t('limitWords.tokens', { count: tokens, number: formatNumber(tokens) }),
        ofMonth !== undefined && t('limitWords.tokensMonth', { number: formatNumber(ofMonth) }),
        parallel !== undefined && t('limitWords.parallel', { count: parallel, number: formatNumber(parallel) }),
        addresses?.length && t('limitWords.addresses', { addresses: formatList(addresses) }),
      ].filter(Boolean);
      return words.length === 0 ? t('none') : words.join(' · ');
    },
  };
}
