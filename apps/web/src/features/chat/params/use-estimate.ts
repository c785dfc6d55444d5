import { type Message, type Model } from '@pocket-llm/api-client';
import { type TFunction } from 'i18next';
import { useMemo } from 'react';
import { formatNumber } from '@/lib/format';
import { type ContextEstimate, estimateContext } from '../context';
import { type Params } from './use-params';

/** From this share on, an answer may not know the beginning of the conversation. */
export const ALMOST_FULL_SHARE = 0.85;

/** How much of the context is used. More than all of it says so: a figure beyond the whole would tell nothing. */
export const usedText = ({ used_tokens, window, share }: ContextEstimate, t: TFunction<'chat'>): string =>
  share > 1
    ? t('gauge.over', { window: formatNumber(window) })
    : t('gauge.used', { used: formatNumber(used_tokens), window: formatNumber(window) });

/** The model with the context length that the chat sets. */
export const withContext = <Of extends Pick<Model, 'context_window'>>(model: Of, { options }: Params): Of =>
  options?.num_ctx ? { ...model, context_window: options.num_ctx } : model;

/**
 * How full the context of a branch is; undefined when its size is unknown.
 * @param older how many messages before it are not loaded, at most
 */
export function useEstimate(
  messages: readonly Message[],
  older: number,
  model: Model | undefined,
  params: Params,
): ContextEstimate | undefined {
  return useMemo(
    () =>
      model &&
      estimateContext(messages, 0, withContext(model, params), {
        system: params.system,
        num_predict: params.options?.num_predict,
        older,
      }),
    [messages, older, model, params],
  );
}
