import type { LlamaGrammar } from 'node-llama-cpp';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatOptions, ChatRequest } from '../../llm.port.js';
import type { ResidentModel } from './resident-model.js';

/** Sampling defaults: the same as Ollama's. */
const DEFAULTS = { temperature: 0.8, topK: 40, topP: 0.9 };
/** An answer without a limit ends after this many contexts, like Ollama's. */
const CONTEXTS_PER_ANSWER = 10;

/** The options in the engine's words. */
export function sampling({ contextSize }: ResidentModel, { options = {} }: ChatRequest) {
  const { temperature, top_k, top_p, min_p, seed, num_predict = -1, stop } = options;
  return {
    temperature: temperature ?? DEFAULTS.temperature,
    topK: top_k ?? DEFAULTS.topK,
    topP: top_p ?? DEFAULTS.topP,
    minP: min_p,
    seed,
    maxTokens: num_predict >= 0 ? Math.max(1, num_predict) : contextSize * CONTEXTS_PER_ANSWER,
    customStopTriggers: stop?.filter(Boolean),
    repeatPenalty: penaltyOf(options),
  };
}

/** Without being asked none: it would damage what has to repeat, such as code and tables. */
function penaltyOf({ repeat_penalty, repeat_last_n, presence_penalty, frequency_penalty }: ChatOptions) {
  if ((repeat_penalty ?? presence_penalty ?? frequency_penalty) === undefined) return false as const;
  return {
    penalty: repeat_penalty ?? 1,
    lastTokens: repeat_last_n,
    presencePenalty: presence_penalty,
    frequencyPenalty: frequency_penalty,
  };
}

/** What the answer has to keep to. @throws DomainError `llm.rejected` */
export async function grammarOf({ llama }: ResidentModel, { format }: ChatRequest): Promise<LlamaGrammar | undefined> {
  if (format === undefined) return undefined;
  if (format === 'json') return llama.getGrammarFor('json');
  try {
    return await llama.createGrammarForJsonSchema(format as Parameters<typeof llama.createGrammarForJsonSchema>[0]);
  } catch (error) {
    throw new DomainError(
      'llm.rejected',
      'The JSON Schema of the answer uses something the embedded engine does not know. Simplify it.',
      { cause: error },
    );
  }
}
