import type { BackendFinish, ChatChunk } from '../../llm.port.js';
import { ThinkSplitter } from '../../think-splitter.js';
import { duration, tokenCount } from '../http/figures.js';
import { streamInterrupted } from '../http/faults.js';
import { readEvents } from './sse-reader.js';
import { ToolCallAssembler } from './tool-call-assembler.js';
import type { OpenAiChunk } from './openai.wire.js';

type ToError = (message: unknown, status: number) => Error;

const FINISH: Record<string, BackendFinish> = {
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
};

/**
 * The events of a completion as parts of an answer. The usage comes after the finish reason, in an event without
 * choices. Servers that lose their model in mid-stream just stop, so an answer without a finish reason is incomplete.
 * @throws DomainError what `toError` makes of an error in mid-stream, `llm.ended-early`
 */
export async function* readAnswer(
  body: AsyncIterable<Uint8Array>,
  label: string,
  toError: ToError,
): AsyncGenerator<ChatChunk> {
  const splitter = new ThinkSplitter();
  const calls = new ToolCallAssembler();
  const done: Extract<ChatChunk, { type: 'done' }> = {
    type: 'done',
    finish_reason: 'stop',
    usage: { input_tokens: 0, output_tokens: 0 },
    timings: {},
  };
  let finished = false;
  for await (const data of readEvents(body)) {
    if (data === '[DONE]') break;
    const chunk = parse(data, label);
    if (chunk.error) throw toError(chunk, statusOf(chunk.error));
    const choice = chunk.choices?.[0];
    const thinking = choice?.delta?.reasoning_content ?? choice?.delta?.reasoning;
    if (thinking) yield { type: 'thinking', text: thinking };
    if (choice?.delta?.content) yield* splitter.push(choice.delta.content);
    if (choice?.delta?.tool_calls) calls.add(choice.delta.tool_calls);
    if (choice?.finish_reason) {
      finished = true;
      done.finish_reason = FINISH[choice.finish_reason] ?? 'stop';
    }
    if (chunk.usage)
      done.usage = {
        input_tokens: tokenCount(chunk.usage.prompt_tokens),
        output_tokens: tokenCount(chunk.usage.completion_tokens),
      };
    if (chunk.timings)
      done.timings = { prompt_ms: duration(chunk.timings.prompt_ms), eval_ms: duration(chunk.timings.predicted_ms) };
  }
  yield* splitter.end();
  if (!finished) throw streamInterrupted(label);
  const assembled = calls.finish();
  if (assembled.length) {
    yield { type: 'tool_calls', calls: assembled };
    // Some servers say "stop" after tool calls.
    if (done.finish_reason === 'stop') done.finish_reason = 'tool_calls';
  }
  yield done;
}

function statusOf(error: NonNullable<OpenAiChunk['error']>): number {
  return typeof error === 'object' && typeof error.code === 'number' ? error.code : 500;
}

function parse(data: string, label: string): OpenAiChunk {
  try {
    return JSON.parse(data) as OpenAiChunk;
  } catch (error) {
    throw streamInterrupted(label, error);
  }
}
