import type { ChatHistoryItem, ChatModelFunctions } from 'node-llama-cpp';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ResidentModel } from './resident-model.js';

/** Part of the context kept for the answer, as long as old messages can make room for it. */
const FOR_ANSWER = 0.25;
/** The engine itself keeps a tenth free for shifting; a prompt beyond that it refuses. */
const HARD_LIMIT = 0.88;

/**
 * Drops the oldest messages until the prompt fits. System messages and everything since the last user message stay.
 * @param wanted a context smaller than the model's, from `num_ctx`
 * @throws DomainError `llm.context-exceeded` when what must stay is too long by itself
 */
export function fitHistory(resident: ResidentModel, name: string, history: ChatHistoryItem[], functions: ChatModelFunctions | undefined, wanted = Infinity) {
  const size = Math.min(resident.contextSize, wanted);
  const count = (items: ChatHistoryItem[]) =>
    resident.wrapper.generateContextState({ chatHistory: items, availableFunctions: functions }).contextText.tokenize(resident.model.tokenizer).length;
  const lastQuestion = history.findLastIndex(({ type }) => type === 'user');
  const droppable = history.flatMap(({ type }, i) => (type !== 'system' && i < lastQuestion ? [i] : []));
  const without = (dropped: number) => {
    const gone = new Set(droppable.slice(0, dropped));
    return history.filter((_, i) => !gone.has(i));
  };
  const fits = (dropped: number) => count(without(dropped)) <= size * (1 - FOR_ANSWER);
  // Counting means tokenizing everything, so the fewest messages to drop are searched by halving.
  let [low, high] = [0, droppable.length];
  if (!fits(0)) {
    while (low < high) {
      const middle = (low + high) >> 1;
      if (fits(middle)) high = middle;
      else low = middle + 1;
    }
  }
  const kept = without(low);
  const tokens = count(kept);
  if (tokens > size * HARD_LIMIT) {
    throw new DomainError('llm.context-exceeded', `The message is longer than ${name} can read here (about ${Math.floor(size * HARD_LIMIT)} tokens). Shorten it, or choose another model.`);
  }
  return { history: kept, tokens };
}
