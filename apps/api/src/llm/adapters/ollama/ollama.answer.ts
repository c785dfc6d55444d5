import { randomUUID } from 'node:crypto';
import type { BackendTimings, ChatChunk } from '../../llm.port.js';
import { decodeLines } from '../../line-decoder.js';
import { ThinkSplitter } from '../../think-splitter.js';
import { tokenCount } from '../http/figures.js';
import { streamInterrupted, toBackendError } from '../http/faults.js';
import { callsOf, errorText, type OllamaLine } from './ollama.wire.js';

const NANOS_PER_MS = 1e6;

/**
 * The lines of `/api/chat` as parts of an answer. Tool calls may come on a line of their own or on the last one, and
 * old versions put text on the last line, so every line is read in full before its `done` is checked.
 * @throws DomainError for an error line, `llm.ended-early` when no line says that it is done
 */
export async function* readAnswer(
  body: AsyncIterable<Uint8Array>,
  label: string,
  model: string,
): AsyncGenerator<ChatChunk> {
  const splitter = new ThinkSplitter();
  let called = false;
  for await (const text of decodeLines(body)) {
    if (!text) continue;
    const line = parse(text, label);
    if (line.error !== undefined) throw toBackendError({ label, model, status: 500, message: errorText(line.error) });
    if (line.message?.thinking) yield { type: 'thinking', text: line.message.thinking };
    if (line.message?.content) yield* splitter.push(line.message.content);
    const calls = callsOf(line, () => `call_${randomUUID()}`);
    if (calls.length) {
      called = true;
      yield { type: 'tool_calls', calls };
    }
    if (!line.done) continue;
    yield* splitter.end();
    yield {
      type: 'done',
      // Ollama says "stop" after tool calls, too.
      finish_reason: called ? 'tool_calls' : line.done_reason === 'length' ? 'length' : 'stop',
      usage: { input_tokens: tokenCount(line.prompt_eval_count), output_tokens: tokenCount(line.eval_count) },
      timings: timingsOf(line),
    };
    return;
  }
  yield* splitter.end();
  throw streamInterrupted(label);
}

function timingsOf({ load_duration, prompt_eval_duration, eval_duration }: OllamaLine): BackendTimings {
  const timings: BackendTimings = {};
  if (load_duration !== undefined) timings.load_ms = load_duration / NANOS_PER_MS;
  if (prompt_eval_duration !== undefined) timings.prompt_ms = prompt_eval_duration / NANOS_PER_MS;
  if (eval_duration !== undefined) timings.eval_ms = eval_duration / NANOS_PER_MS;
  return timings;
}

function parse(text: string, label: string): OllamaLine {
  try {
    return JSON.parse(text) as OllamaLine;
  } catch (error) {
    // A dying server leaves half a line behind.
    throw streamInterrupted(label, error);
  }
}
