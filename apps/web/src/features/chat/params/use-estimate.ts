import { type Message, type Model } from '@pocket-llm/api-client';
import { useMemo } from 'react';
import { type ContextEstimate, estimateContext } from '../context';
import { type Params } from './use-params';

/** From here on an answer may no longer know the beginning. */
export const ALMOST_FULL = 0.85;

/** A model as a chat uses it: with the context length that the chat asks for. */
export const withContext = <Of extends Pick<Model, 'context_window'>>(model: Of, { options }: Params): Of =>
  options?.num_ctx ? { ...model, context_window: options.num_ctx } : model;

/** How full the context of a branch is; undefined where nobody knows its size. */
export function useEstimate(
  messages: readonly Message[],
  model: Model | undefined,
  params: Params,
): ContextEstimate | undefined {
  return useMemo(
    () =>
      model &&
      estimateContext(messages, 0, withContext(model, params), {
        system: params.system,
        num_predict: params.options?.num_predict,
      }),
    [messages, model, params],
  );
}
