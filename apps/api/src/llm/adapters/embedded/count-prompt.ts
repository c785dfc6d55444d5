import type { ChatHistoryItem, ChatModelFunctions } from 'node-llama-cpp';
import { contextExceeded } from '../http/faults.js';
import type { ResidentModel } from './resident-model.js';

/** Part of the context reserved for the answer, as long as old messages can make room for it. */
const FOR_ANSWER = 0.25;
/** The engine keeps a tenth free for shifting and rejects a longer prompt. */
const HARD_LIMIT = 0.88;

/** Tokens of a conversation, template and tools included. */
export const tokensOf = (
  { wrapper, model }: ResidentModel,
  history: ChatHistoryItem[],
  functions: ChatModelFunctions | undefined,
): number =>
  wrapper
    .generateContextState({ chatHistory: history, availableFunctions: functions })
    .contextText.tokenize(model.tokenizer).length;

/**
 * Counts the tokens of a conversation that is to be answered.
 * @param wanted a context smaller than the model's, from `num_ctx`
 * @throws DomainError `llm.context-exceeded` with both figures, when it does not fit; the caller then leaves out the
 * oldest messages
 */
export function countPrompt(
  resident: ResidentModel,
  name: string,
  history: ChatHistoryItem[],
  functions: ChatModelFunctions | undefined,
  wanted = Infinity,
): number {
  const tokens = tokensOf(resident, history, functions);
  const canShrink = history.filter(({ type }) => type === 'user').length > 1;
  requireRoom(resident, name, tokens, { wanted, canShrink });
  return tokens;
}

/**
 * @param canShrink whether old messages could make room for the answer
 * @throws DomainError `llm.context-exceeded` with both figures
 */
export function requireRoom(
  resident: ResidentModel,
  name: string,
  tokens: number,
  { wanted = Infinity, canShrink }: { wanted?: number; canShrink: boolean },
): void {
  const limit = Math.floor(Math.min(resident.contextSize, wanted) * (canShrink ? 1 - FOR_ANSWER : HARD_LIMIT));
  if (tokens > limit) throw contextExceeded(name, { prompt_tokens: tokens, context_tokens: limit });
}
