import { randomUUID } from 'node:crypto';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatRequest, ToolCall } from '../../llm.port.js';
import { functionsOf, historyOf } from './chat-history.js';
import { countPrompt } from './count-prompt.js';
import type { Engine } from './engine.js';
import type { ResidentModel } from './resident-model.js';
import { grammarOf, sampling } from './sampling.js';
import type { WritingTask } from './writing-task.js';

/**
 * Answers a conversation through the model's template.
 * @throws DomainError `llm.unsupported`, `llm.rejected`, `llm.context-exceeded`
 */
export async function chatTask(engine: Engine, resident: ResidentModel, request: ChatRequest): Promise<WritingTask> {
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
  const history = historyOf(request.messages, resident.wrapper);
  return {
    tokens: countPrompt(resident, request.model, history, functions, request.options?.num_ctx),
    async write(contextSequence, signal, push) {
      const chat = new engine.LlamaChat({ contextSequence, chatWrapper: resident.wrapper });
      try {
        const { metadata, functionCalls } = await chat.generateResponse(history, {
          ...sampling(resident, request),
          ...(request.think === false ? { budgets: { thoughtTokens: 0 } } : {}),
          ...(functions ? { functions } : { grammar }),
          signal,
          onResponseChunk: ({ type, text }) => push({ type, text }),
        });
        return { stopReason: metadata.stopReason, calls: callsOf(functionCalls) };
      } finally {
        chat.dispose();
      }
    },
  };
}

const callsOf = (calls: readonly { functionName: string; params: unknown }[] = []): ToolCall[] =>
  calls.map(({ functionName, params }) => ({
    id: `call_${randomUUID()}`,
    name: functionName,
    arguments: typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {},
  }));
