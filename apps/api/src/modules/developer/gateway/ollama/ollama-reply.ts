import type { DomainError } from '../../../../common/errors/domain-error.js';
import { toOllamaError } from '../../../../common/errors/ollama-error.js';
import type { BackendTimings, Done, ToolCall } from '../../../../llm/index.js';
import type { Answer, CompletionEvent } from '../../../inference/index.js';
import type { AnswerHead, GatewayFormat } from '../gateway.format.js';

/** Ollama counts time in nanoseconds. */
const NS_PER_MS = 1_000_000;

const line = (data: object): string => `${JSON.stringify(data)}\n`;
const toCalls = (calls: ToolCall[]) =>
  calls.map(({ id, name, arguments: args }, index) => ({ id, function: { index, name, arguments: args } }));

interface Part {
  content: string;
  thinking?: string;
  tool_calls?: object[];
}

/** An answer in Ollama's format: one line of JSON per part. */
export class OllamaFormat implements GatewayFormat {
  readonly contentType = 'application/x-ndjson';

  constructor(
    private readonly head: Pick<AnswerHead, 'model' | 'beganAt'>,
    private readonly kind: 'chat' | 'generate',
  ) {}

  opening(): string {
    return '';
  }

  frames(event: CompletionEvent): string {
    if (event.type === 'text') return line(this.part({ content: event.text }));
    if (event.type === 'thinking') return line(this.part({ content: '', thinking: event.text }));
    if (event.type === 'tool_calls') return line(this.part({ content: '', tool_calls: toCalls(event.calls) }));
    return event.type === 'done' ? line({ ...this.part({ content: '' }), ...this.end(event) }) : '';
  }

  closing(): string {
    return '';
  }

  failure(error: DomainError): string {
    return line(toOllamaError(error).body);
  }

  whole([answer]: Answer[]): object {
    const { text, thinking, toolCalls: calls, usage, finishReason: finish_reason, backendTimings, context } = answer!;
    const message = {
      content: text,
      ...(thinking && { thinking }),
      ...(calls.length > 0 && { tool_calls: toCalls(calls) }),
    };
    return { ...this.part(message), ...this.end({ finish_reason, usage, timings: backendTimings, context }) };
  }

  /** The answer to a request that only loads or unloads a model. */
  loaded(done_reason: 'load' | 'unload'): object {
    return { ...this.part({ content: '' }), done: true, done_reason };
  }

  private part(message: Part): object {
    const { model } = this.head;
    const created_at = new Date().toISOString();
    if (this.kind === 'chat') return { model, created_at, message: { role: 'assistant', ...message }, done: false };
    const { content: response, thinking } = message;
    return { model, created_at, response, ...(thinking && { thinking }), done: false };
  }

  private end({ finish_reason, usage, timings, context }: Omit<Done, 'type'>): object {
    return {
      done: true,
      done_reason: finish_reason === 'length' ? 'length' : 'stop',
      ...(this.kind === 'generate' && context && { context }),
      total_duration: nanosOf(performance.now() - this.head.beganAt),
      ...durationsOf(timings),
      prompt_eval_count: usage.input_tokens,
      eval_count: usage.output_tokens,
    };
  }
}

const nanosOf = (ms: number): number => Math.round(ms * NS_PER_MS);

/** Clients divide by them, so a missing one counts as 0. */
const durationsOf = ({ load_ms = 0, prompt_ms = 0, eval_ms = 0 }: BackendTimings) => ({
  load_duration: nanosOf(load_ms),
  prompt_eval_duration: nanosOf(prompt_ms),
  eval_duration: nanosOf(eval_ms),
});
