import type { DomainError } from '../../../common/errors/domain-error.js';
import { toOllamaError } from '../../../common/errors/ollama-error.js';
import type { ChatChunk, ToolCall, Usage } from '../../../llm/index.js';
import { gathered } from './gathered.js';
import type { AnswerHead, GatewayFormat } from './gateway.format.js';

/** Ollama counts time in nanoseconds. */
const NS_PER_MS = 1_000_000;

const line = (data: object): string => `${JSON.stringify(data)}\n`;
const toCalls = (calls: ToolCall[]) =>
  calls.map(({ id, name, arguments: args }) => ({ id, function: { name, arguments: args } }));

/** An answer in Ollama's form: a line of JSON per part. */
export class OllamaFormat implements GatewayFormat {
  readonly contentType = 'application/x-ndjson';

  constructor(
    private readonly head: AnswerHead,
    private readonly kind: 'chat' | 'generate',
  ) {}

  opening(): string {
    return '';
  }

  frames(chunk: ChatChunk): string {
    if (chunk.type === 'text') return line(this.part({ content: chunk.text }));
    if (chunk.type === 'thinking') return line(this.part({ content: '', thinking: chunk.text }));
    if (chunk.type === 'tool_calls') return line(this.part({ content: '', tool_calls: toCalls(chunk.calls) }));
    return chunk.type === 'done'
      ? line({ ...this.part({ content: '' }), ...this.end(chunk.finish_reason, chunk.usage) })
      : '';
  }

  failure(error: DomainError): string {
    return line(toOllamaError(error).body);
  }

  async whole(chunks: AsyncIterable<ChatChunk>): Promise<object> {
    const { text, thinking, calls, usage, finish } = await gathered(chunks);
    const message = {
      content: text,
      ...(thinking && { thinking }),
      ...(calls.length > 0 && { tool_calls: toCalls(calls) }),
    };
    return { ...this.part(message), ...this.end(finish, usage) };
  }

  private part(message: { content: string; thinking?: string; tool_calls?: object[] }): object {
    const base = { model: this.head.model, created_at: new Date().toISOString() };
    if (this.kind === 'chat') return { ...base, message: { role: 'assistant', ...message }, done: false };
    const { content: response, thinking } = message;
    return { ...base, response, ...(thinking && { thinking }), done: false };
  }

  private end(finish: string, { input_tokens, output_tokens }: Usage): object {
    const total_duration = (Date.now() - this.head.askedAt) * NS_PER_MS;
    return {
      done: true,
      done_reason: finish === 'length' ? 'length' : 'stop',
      total_duration,
      prompt_eval_count: input_tokens,
      eval_count: output_tokens,
    };
  }
}
