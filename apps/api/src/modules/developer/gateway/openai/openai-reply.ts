import type { DomainError } from '../../../../common/errors/domain-error.js';
import { toOpenAiError } from '../../../../common/errors/openai-error.js';
import { newId } from '../../../../common/http/ids.js';
import type { BackendFinish, ToolCall, Usage } from '../../../../llm/index.js';
import type { Answer, CompletionEvent } from '../../../inference/index.js';
import { argumentsOf, type AnswerHead, type GatewayFormat } from '../gateway.format.js';

const toUsage = ({ input_tokens, output_tokens, estimated }: Usage) => ({
  prompt_tokens: input_tokens,
  completion_tokens: output_tokens,
  total_tokens: input_tokens + output_tokens,
  ...(estimated && { estimated }),
});

const toCalls = (calls: ToolCall[], from = 0) =>
  calls.map(({ id, name, arguments: args }, i) => ({
    index: from + i,
    id,
    type: 'function' as const,
    function: { name, arguments: argumentsOf(args) },
  }));

const dataLine = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
const DONE_LINE = 'data: [DONE]\n\n';

/**
 * An answer in OpenAI's format. Streamed: first the role, then deltas, the finish reason, and the usage if requested.
 */
export class CompletionFormat implements GatewayFormat {
  readonly contentType = 'text/event-stream; charset=utf-8';
  private readonly head: { id: string; created: number; model: string };
  private calls = 0;

  constructor(
    { model, askedAt }: AnswerHead,
    private readonly kind: 'chat' | 'text',
    private readonly includeUsage: boolean,
  ) {
    this.head = {
      id: `${kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${newId()}`,
      created: Math.floor(askedAt / 1000),
      model,
    };
  }

  opening(): string {
    return this.kind === 'chat' ? this.choice({ role: 'assistant', content: '' }, null) : '';
  }

  frames(event: CompletionEvent): string {
    if (event.type === 'text')
      return this.kind === 'chat' ? this.choice({ content: event.text }, null) : this.text(event.text, null);
    if (event.type === 'thinking')
      return this.kind === 'chat' ? this.choice({ reasoning_content: event.text }, null) : '';
    if (event.type === 'tool_calls') {
      const tool_calls = toCalls(event.calls, this.calls);
      this.calls += event.calls.length;
      return this.choice({ tool_calls }, null);
    }
    if (event.type !== 'done') return '';
    const end =
      this.kind === 'chat'
        ? this.choice({}, finishOf(event.finish_reason, this.calls))
        : this.text('', event.finish_reason);
    return (
      end +
      (this.includeUsage ? dataLine({ ...this.envelope(), choices: [], usage: toUsage(event.usage) }) : '') +
      DONE_LINE
    );
  }

  failure(error: DomainError, requestId: string): string {
    return dataLine({ error: { ...toOpenAiError(error).body.error, request_id: requestId } }) + DONE_LINE;
  }

  whole({ text, thinking, toolCalls: calls, usage, finishReason: finish }: Answer): object {
    const finish_reason = finishOf(finish, calls.length);
    if (this.kind === 'text')
      return {
        ...this.head,
        object: 'text_completion',
        choices: [{ index: 0, text, logprobs: null, finish_reason }],
        usage: toUsage(usage),
      };
    const message = {
      role: 'assistant',
      content: calls.length > 0 && text === '' ? null : text,
      ...(thinking && { reasoning_content: thinking }),
      ...(calls.length > 0 && { tool_calls: toCalls(calls).map(({ index: _, ...call }) => call) }),
    };
    return {
      ...this.head,
      object: 'chat.completion',
      choices: [{ index: 0, message, logprobs: null, finish_reason }],
      usage: toUsage(usage),
    };
  }

  private choice(delta: object, finish_reason: string | null): string {
    return dataLine({ ...this.envelope(), choices: [{ index: 0, delta, logprobs: null, finish_reason }] });
  }

  private text(text: string, finish_reason: string | null): string {
    return dataLine({ ...this.envelope(), choices: [{ index: 0, text, logprobs: null, finish_reason }] });
  }

  private envelope() {
    return { ...this.head, object: this.kind === 'chat' ? 'chat.completion.chunk' : 'text_completion' };
  }
}

/** Ollama says "stop" after tool calls, OpenAI says "tool_calls". */
const finishOf = (finish: BackendFinish, calls: number): BackendFinish =>
  finish === 'stop' && calls > 0 ? 'tool_calls' : finish;
