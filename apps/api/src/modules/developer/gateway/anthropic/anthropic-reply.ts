import { toAnthropicError } from '../../../../common/errors/anthropic-error.js';
import type { DomainError } from '../../../../common/errors/domain-error.js';
import { newId } from '../../../../common/http/ids.js';
import type { BackendFinish, Done, Usage } from '../../../../llm/index.js';
import type { Answer, CompletionEvent } from '../../../inference/index.js';
import { argumentsOf, type AnswerHead, type GatewayFormat } from '../gateway.format.js';

const frame = (data: { type: string } & Record<string, unknown>): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

function stopReason(finish: BackendFinish, calls: number, stopSequence: string | undefined): string {
  if (calls > 0) return 'tool_use';
  if (finish === 'length') return 'max_tokens';
  return stopSequence === undefined ? 'end_turn' : 'stop_sequence';
}

/** Anthropic's own fields of usage, as its SDKs read them. */
const toUsage = ({ input_tokens, output_tokens, estimated }: Usage) => ({
  input_tokens,
  output_tokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  ...(estimated && { estimated }),
});

/** An answer in Anthropic's format: blocks of text, thinking and tool calls, each opened and closed in a stream. */
export class MessageFormat implements GatewayFormat {
  readonly contentType = 'text/event-stream; charset=utf-8';
  private readonly id = `msg_${newId().replaceAll('-', '')}`;
  /** The block that is open. */
  private open: 'text' | 'thinking' | undefined;
  private index = -1;
  private calls = 0;

  constructor(private readonly head: AnswerHead) {}

  opening(promptTokens: number): string {
    const usage = { input_tokens: promptTokens, output_tokens: 0 };
    return frame({ type: 'message_start', message: this.message([], null, usage) });
  }

  frames(event: CompletionEvent): string {
    if (event.type === 'text') return this.begin('text') + this.delta({ type: 'text_delta', text: event.text });
    if (event.type === 'thinking')
      return this.begin('thinking') + this.delta({ type: 'thinking_delta', thinking: event.text });
    if (event.type === 'tool_calls')
      return event.calls.map(({ id, name, arguments: args }) => this.call(id, name, argumentsOf(args))).join('');
    if (event.type !== 'done') return '';
    return this.close() + this.end(event);
  }

  closing(): string {
    return '';
  }

  failure(error: DomainError, requestId: string): string {
    return this.close() + frame(toAnthropicError(error, requestId).body);
  }

  whole([answer]: Answer[]): object {
    const { text, thinking, toolCalls: calls, usage, finishReason, stopSequence } = answer!;
    const blocks = [
      ...(thinking ? [{ type: 'thinking', thinking, signature: '' }] : []),
      ...(text || calls.length === 0 ? [{ type: 'text', text }] : []),
      ...calls.map(({ id, name, arguments: input }) => ({ type: 'tool_use', id, name, input })),
    ];
    return this.message(blocks, stopReason(finishReason, calls.length, stopSequence), usage, stopSequence);
  }

  private message(content: object[], stop_reason: string | null, usage: Usage, stopSequence?: string): object {
    return {
      id: this.id,
      type: 'message',
      role: 'assistant',
      model: this.head.model,
      content,
      stop_reason,
      stop_sequence: stopSequence ?? null,
      usage: toUsage(usage),
    };
  }

  private end({ finish_reason, stop_sequence, usage }: Done): string {
    const delta = {
      stop_reason: stopReason(finish_reason, this.calls, stop_sequence),
      stop_sequence: stop_sequence ?? null,
    };
    return frame({ type: 'message_delta', delta, usage: toUsage(usage) }) + frame({ type: 'message_stop' });
  }

  private begin(kind: 'text' | 'thinking'): string {
    if (this.open === kind) return '';
    const closing = this.close();
    this.open = kind;
    this.index++;
    const content_block =
      kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' };
    return closing + frame({ type: 'content_block_start', index: this.index, content_block });
  }

  private delta(delta: object): string {
    return frame({ type: 'content_block_delta', index: this.index, delta });
  }

  private call(id: string, name: string, args: string): string {
    const closing = this.close();
    this.index++;
    this.calls++;
    const start = frame({
      type: 'content_block_start',
      index: this.index,
      content_block: { type: 'tool_use', id, name, input: {} },
    });
    return closing + start + this.delta({ type: 'input_json_delta', partial_json: args }) + this.stop();
  }

  private close(): string {
    if (!this.open) return '';
    this.open = undefined;
    return this.stop();
  }

  private stop(): string {
    return frame({ type: 'content_block_stop', index: this.index });
  }
}
