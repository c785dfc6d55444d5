import type { BackendFinish, ChatChunk } from '../../llm.port.js';
import { ThinkSplitter } from '../../think-splitter.js';
import { duration, tokenCount } from '../http/figures.js';
import { streamInterrupted } from '../http/faults.js';
import { contentOf, listOf, objectOf, textOf, type Json } from '../http/json.js';
import { readEvents } from './sse-reader.js';
import { ToolCallAssembler } from './tool-call-assembler.js';

type ToError = (message: unknown, status: number) => Error;

const FINISH = new Map<unknown, BackendFinish>([
  ['length', 'length'],
  ['tool_calls', 'tool_calls'],
  ['function_call', 'tool_calls'],
]);

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
    const choice = objectOf(listOf(chunk.choices)[0]);
    const delta = objectOf(choice.delta);
    const thinking = textOf(delta.reasoning_content) || textOf(delta.reasoning);
    if (thinking) yield { type: 'thinking', text: thinking };
    const content = contentOf(delta.content);
    if (content) yield* splitter.push(content);
    calls.add(listOf(delta.tool_calls));
    if (choice.finish_reason) {
      finished = true;
      done.finish_reason = FINISH.get(choice.finish_reason) ?? 'stop';
    }
    if (chunk.usage)
      done.usage = {
        input_tokens: tokenCount(objectOf(chunk.usage).prompt_tokens),
        output_tokens: tokenCount(objectOf(chunk.usage).completion_tokens),
      };
    if (chunk.timings)
      done.timings = {
        prompt_ms: duration(objectOf(chunk.timings).prompt_ms),
        eval_ms: duration(objectOf(chunk.timings).predicted_ms),
      };
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

function statusOf(error: unknown): number {
  const { code } = objectOf(error);
  return Number.isInteger(code) ? (code as number) : 500;
}

/** An event that is JSON but no object says nothing. */
function parse(data: string, label: string): Json {
  try {
    return objectOf(JSON.parse(data));
  } catch (error) {
    throw streamInterrupted(label, error);
  }
}
