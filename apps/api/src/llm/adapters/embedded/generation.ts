import { randomUUID } from 'node:crypto';
import type { LlamaChatResponseChunk, LlamaGrammar } from 'node-llama-cpp';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { BackendFinish, ChatChunk, ChatOptions, ChatRequest } from '../../llm.port.js';
import { ThinkSplitter } from '../../think-splitter.js';
import { functionsOf, historyOf } from './chat-history.js';
import { ChunkQueue } from './chunk-queue.js';
import type { Engine } from './engine.js';
import { countPrompt } from './count-prompt.js';
import type { ResidentModel } from './resident-model.js';

/** Sampling defaults: the same as Ollama's. */
const DEFAULTS = { temperature: 0.8, topK: 40, topP: 0.9 };
/** An answer without a limit ends after this many contexts, like Ollama's. */
const CONTEXTS_PER_ANSWER = 10;

/** Answers a conversation with a model in memory. Ends with the signal's reason within one token of the abort. */
export async function* generate(
  engine: Engine,
  resident: ResidentModel,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatChunk> {
  if (request.messages.some(({ images }) => images?.length))
    throw new DomainError(
      'llm.unsupported',
      `${request.model} cannot see images. Choose a model with vision, or send the text alone.`,
    );
  const functions = functionsOf(request.tools);
  const grammar = await grammarOf(resident, request);
  if (functions && grammar)
    throw new DomainError(
      'llm.unsupported',
      `${request.model} cannot call tools and keep to a format at once. Ask for one of them.`,
    );
  const history = historyOf(request.messages);
  const tokens = countPrompt(resident, request.model, history, functions, request.options?.num_ctx);
  const sequence = await resident.sequences.take(signal);
  const leaving = new AbortController();
  const queue = new ChunkQueue<LlamaChatResponseChunk>();
  const chat = new engine.LlamaChat({ contextSequence: sequence, chatWrapper: resident.wrapper });
  const meter = sequence.tokenMeter.getState();
  const started = performance.now();
  const running = chat
    .generateResponse(history, {
      ...sampling(resident, request),
      ...(functions ? { functions } : { grammar }),
      signal: AbortSignal.any([signal, leaving.signal]),
      onResponseChunk: (chunk) => queue.push(chunk),
    })
    .finally(() => queue.end());
  // The loop below reports the failure; this catch keeps it from being unhandled when nobody reads the loop any more.
  running.catch((error: unknown) => queue.fail(error));
  try {
    let firstAt = 0;
    for await (const part of partsOf(queue)) {
      firstAt ||= performance.now();
      signal.throwIfAborted();
      yield part;
    }
    const response = await running;
    signal.throwIfAborted();
    const calls = callsOf(response);
    if (calls.length) yield { type: 'tool_calls', calls };
    const now = performance.now();
    yield {
      type: 'done',
      finish_reason: calls.length ? 'tool_calls' : finishOf(response),
      usage: { input_tokens: tokens, output_tokens: sequence.tokenMeter.diff(meter).usedOutputTokens },
      timings: { prompt_ms: (firstAt || now) - started, eval_ms: firstAt ? now - firstAt : 0 },
    };
  } finally {
    leaving.abort();
    // The sequence is free only after the engine has released it.
    await running.catch(() => undefined);
    chat.dispose();
    resident.sequences.give(sequence);
  }
}

async function* partsOf(queue: AsyncIterable<LlamaChatResponseChunk>): AsyncGenerator<ChatChunk> {
  const splitter = new ThinkSplitter();
  for await (const { type, text } of queue) {
    if (!text) continue;
    if (type === 'segment') yield { type: 'thinking', text };
    else yield* splitter.push(text);
  }
  yield* splitter.end();
}

function sampling({ contextSize }: ResidentModel, { options = {}, think }: ChatRequest) {
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
    ...(think === false ? { budgets: { thoughtTokens: 0 } } : {}),
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

async function grammarOf({ llama }: ResidentModel, { format }: ChatRequest): Promise<LlamaGrammar | undefined> {
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

function callsOf({ functionCalls = [] }: { functionCalls?: readonly { functionName: string; params: unknown }[] }) {
  return functionCalls.map(({ functionName, params }) => ({
    id: `call_${randomUUID()}`,
    name: functionName,
    arguments: typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {},
  }));
}

const finishOf = ({ metadata }: { metadata: { stopReason: string } }): BackendFinish =>
  metadata.stopReason === 'maxTokens' ? 'length' : 'stop';
