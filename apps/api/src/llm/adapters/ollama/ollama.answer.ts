import { randomUUID } from 'node:crypto';
import type { BackendTimings, ChatChunk, ChatRequest } from '../../llm.port.js';
import { LineReader } from '../../line-reader.js';
import { textReader, type TextReader } from '../../think-splitter.js';
import { duration, tokenCount } from '../http/figures.js';
import { streamInterrupted, toBackendError } from '../http/faults.js';
import { contentOf, objectOf, textOf, type Json } from '../http/json.js';
import { callsOf, errorText } from './ollama.wire.js';

const NANOS_PER_MS = 1e6;

/**
 * The lines of `/api/chat` or `/api/generate` as parts of an answer. Tool calls may come on a line of their own or on
 * the last one, and old versions put text on the last line, so every line is read in full before its `done` is checked.
 * @throws DomainError for an error line, `llm.ended-early` when no line says that it is done
 */
export class OllamaAnswerReader extends LineReader<ChatChunk> {
  private readonly text: TextReader;
  private called = false;

  constructor(
    private readonly label: string,
    private readonly request: Pick<ChatRequest, 'model' | 'text'>,
  ) {
    super();
    this.text = textReader(request);
  }

  protected line(text: string): void {
    if (!text) return;
    const { label, request, parts } = this;
    const line = parse(text, label);
    if (line.error !== undefined && line.error !== null)
      throw toBackendError({ label, model: request.model, status: 500, message: errorText(line.error) });
    // `/api/generate` has the same fields on the line itself.
    const message = line.message === undefined ? { ...line, content: line.response } : objectOf(line.message);
    const [thinking, content] = [textOf(message.thinking), contentOf(message.content)];
    if (thinking) parts.push({ type: 'thinking', text: thinking });
    if (content) parts.push(...this.text.push(content));
    const calls = callsOf(message.tool_calls, () => `call_${randomUUID()}`);
    if (calls.length) {
      this.called = true;
      parts.push({ type: 'tool_calls', calls });
    }
    if (line.done) this.done(line);
  }

  protected finish(): void {
    if (this.isDone) return;
    this.parts.push(...this.text.end());
    throw streamInterrupted(this.label);
  }

  private done(line: Json): void {
    this.parts.push(...this.text.end(), {
      type: 'done',
      // Ollama says "stop" after tool calls, too.
      finish_reason: this.called ? 'tool_calls' : line.done_reason === 'length' ? 'length' : 'stop',
      usage: { input_tokens: tokenCount(line.prompt_eval_count), output_tokens: tokenCount(line.eval_count) },
      timings: timingsOf(line),
      ...contextOf(line.context),
    });
    this.isDone = true;
  }
}

/** Tokens of the conversation, at the end of `/api/generate`. */
const contextOf = (said: unknown): { context?: number[] } =>
  Array.isArray(said) && said.every((token) => Number.isInteger(token)) ? { context: said as number[] } : {};

function timingsOf(line: Json): BackendTimings {
  const nanos = (said: unknown) => duration(typeof said === 'number' ? said / NANOS_PER_MS : undefined);
  const timings = {
    load_ms: nanos(line.load_duration),
    prompt_ms: nanos(line.prompt_eval_duration),
    eval_ms: nanos(line.eval_duration),
  };
  return Object.fromEntries(Object.entries(timings).filter(([, ms]) => ms !== undefined));
}

/** A line that is JSON but no object says nothing. */
function parse(text: string, label: string): Json {
  try {
    return objectOf(JSON.parse(text));
  } catch (error) {
    // A dying server leaves half a line behind.
    throw streamInterrupted(label, error);
  }
}

const isObjectSchema = (schema: unknown): boolean => {
  const { type, anyOf } = objectOf(schema);
  return type === 'object' || (Array.isArray(anyOf) && anyOf.every(isObjectSchema));
};

/** How the text of a format begins: nearly always as an object. */
const beginningOf = (format: NonNullable<ChatRequest['format']>): RegExp =>
  format === 'json' || isObjectSchema(format) ? /^[{[]/ : /^[{["\-\dtfn]/;

/**
 * Passes an answer on until it is seen not to keep to the format: for a model that can think, Ollama constrains only
 * what comes after the thoughts, so a model that answers at once is not constrained at all.
 * @returns whether it was passed on
 */
export async function* unlessUnformatted(
  chunks: AsyncIterable<ChatChunk>,
  format: NonNullable<ChatRequest['format']>,
): AsyncGenerator<ChatChunk, boolean> {
  let isConstrained = false;
  for await (const chunk of chunks) {
    if (chunk.type === 'thinking') isConstrained = true;
    if (chunk.type === 'text' && chunk.text.trim() && !isConstrained) {
      if (!beginningOf(format).test(chunk.text.trimStart())) return false;
      isConstrained = true;
    }
    yield chunk;
  }
  return true;
}
