import type { DomainError } from '../../../../common/errors/domain-error.js';
import { toOllamaError } from '../../../../common/errors/ollama-error.js';
import type { ToolCall, Usage } from '../../../../llm/index.js';
import type { Answer, CompletionEvent } from '../../../inference/index.js';
import type { AnswerHead, GatewayFormat } from '../gateway.format.js';

/** Ollama counts time in nanoseconds. */
const NS_PER_MS = 1_000_000;

const line = (data: object): string => `${JSON.stringify(data)}\n`;
const toCalls = (calls: ToolCall[]) =>
  calls.map(({ id, name, arguments: args }) => ({ id, function: { name, arguments: args } }));

/** An answer in Ollama's format: one line of JSON per part. */
export class OllamaFormat implements GatewayFormat {
  readonly contentType = 'application/x-ndjson';

  constructor(
    private readonly head: AnswerHead,
    private readonly kind: 'chat' | 'generate',
  ) {}

  opening(): string {
    return '';
  }

  frames(event: CompletionEvent): string {
    if (event.type === 'text') return line(this.part({ content: event.text }));
    if (event.type === 'thinking') return line(this.part({ content: '', thinking: event.text }));
    if (event.type === 'tool_calls') return line(this.part({ content: '', tool_calls: toCalls(event.calls) }));
    return event.type === 'done'
      ? line({ ...this.part({ content: '' }), ...this.end(event.finish_reason, event.usage) })
      : '';
  }

  failure(error: DomainError): string {
    return line(toOllamaError(error).body);
  }

  whole({ text, thinking, toolCalls: calls, usage, finishReason: finish }: Answer): object {
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
    const total_duration = Math.round((performance.now() - this.head.beganAt) * NS_PER_MS);
    return {
      done: true,
      done_reason: finish === 'length' ? 'length' : 'stop',
      total_duration,
      prompt_eval_count: input_tokens,
      eval_count: output_tokens,
    };
  }
}
