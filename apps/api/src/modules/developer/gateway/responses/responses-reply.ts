import type { DomainError } from '../../../../common/errors/domain-error.js';
import { toOpenAiError } from '../../../../common/errors/openai-error.js';
import { newId } from '../../../../common/http/ids.js';
import type { BackendFinish, ToolCall, Usage } from '../../../../llm/index.js';
import type { Answer, CompletionEvent } from '../../../inference/index.js';
import type { Json } from '../fields.js';
import { argumentsOf, type AnswerHead, type GatewayFormat } from '../gateway.format.js';
import type { ToolForms } from './responses-tools.js';

const toUsage = ({ input_tokens, output_tokens, estimated }: Usage) => ({
  input_tokens,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input_tokens + output_tokens,
  ...(estimated && { estimated }),
});

const idOf = (prefix: string): string => `${prefix}_${newId().replaceAll('-', '')}`;

/** A part of the output: reasoning, a message or a call. */
interface OutputItem extends Json {
  id: string;
  type: string;
  status: string;
}

/** Names of the two kinds of text. */
const TEXT_KINDS = {
  text: { part: 'output_text', delta: 'response.output_text' },
  thinking: { part: 'reasoning_text', delta: 'response.reasoning_text' },
} as const;
type TextKind = keyof typeof TEXT_KINDS;

/**
 * An answer in the format of OpenAI's Responses API: items, each opened, filled and closed in the documented order,
 * with the whole response at the beginning and the end.
 */
export class ResponseFormat implements GatewayFormat {
  readonly contentType = 'text/event-stream; charset=utf-8';
  last: object | undefined;
  private readonly output: OutputItem[] = [];
  private sequence = 0;
  /** The item of text that is being filled. */
  private open: { kind: TextKind; item: OutputItem; text: string } | undefined;
  private finish: BackendFinish = 'stop';

  /**
   * @param id of the response, `resp_…`
   * @param echo what it repeats of its request
   * @param forms how the calls of its tools are told
   */
  constructor(
    private readonly head: AnswerHead,
    private readonly id: string,
    private readonly echo: Json,
    private readonly forms: ToolForms,
  ) {}

  opening(): string {
    const response = this.response('in_progress', null);
    return this.event('response.created', { response }) + this.event('response.in_progress', { response });
  }

  frames(event: CompletionEvent): string {
    switch (event.type) {
      case 'text':
      case 'thinking':
        return this.begin(event.type) + this.fill(event.text);
      case 'tool_calls':
        return this.close() + event.calls.map((call) => this.call(call)).join('');
      case 'done':
        this.finish = event.finish_reason;
        return this.close(statusOf(event.finish_reason));
      case 'queued':
      case 'started':
      case 'loading':
      case 'text_was_thinking':
        return '';
    }
  }

  closing(usage: Usage): string {
    const status = statusOf(this.finish);
    this.last = this.response(status, usage);
    return this.event(`response.${status}`, { response: this.last });
  }

  failure(error: DomainError): string {
    const { code, message } = toOpenAiError(error).body.error;
    const closing = this.close('incomplete');
    const response = { ...this.response('failed', null), error: { code, message } };
    return closing + this.event('response.failed', { response });
  }

  whole([answer]: Answer[]): object {
    const { text, thinking, toolCalls, finishReason, usage } = answer!;
    const status = statusOf(finishReason);
    if (thinking) this.output.push(textItem('thinking', thinking, text ? 'completed' : status));
    if (text || toolCalls.length === 0) this.output.push(textItem('text', text, status));
    for (const call of toolCalls) this.output.push(this.callItem(call, 'completed'));
    return this.response(status, usage);
  }

  private response(status: string, usage: Usage | null): object {
    return {
      id: this.id,
      object: 'response',
      created_at: Math.floor(this.head.askedAt / 1000),
      status,
      error: null,
      incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
      model: this.head.model,
      output: this.output.map((item) => ({ ...item })),
      usage: usage && toUsage(usage),
      ...this.echo,
    };
  }

  private begin(kind: TextKind): string {
    if (this.open?.kind === kind) return '';
    const closing = this.close();
    const item = textItem(kind, '', 'in_progress');
    this.output.push(item);
    this.open = { kind, item, text: '' };
    const empty = { ...item, content: [] };
    return (
      closing +
      this.event('response.output_item.added', { output_index: this.index, item: empty }) +
      this.event('response.content_part.added', { ...this.place(item), part: partOf(kind, '') })
    );
  }

  private fill(text: string): string {
    const { kind, item } = this.open!;
    this.open!.text += text;
    return this.event(`${TEXT_KINDS[kind].delta}.delta`, {
      item_id: item.id,
      output_index: this.index,
      content_index: 0,
      delta: text,
      ...(kind === 'text' && { logprobs: [] }),
    });
  }

  /** @param status `incomplete` where the answer broke off in this item */
  private close(status = 'completed'): string {
    if (!this.open) return '';
    const { kind, item, text } = this.open;
    this.open = undefined;
    Object.assign(item, textItem(kind, text, status), { id: item.id });
    const place = this.place(item);
    return (
      this.event(`${TEXT_KINDS[kind].delta}.done`, { ...place, text, ...(kind === 'text' && { logprobs: [] }) }) +
      this.event('response.content_part.done', { ...place, part: partOf(kind, text) }) +
      this.event('response.output_item.done', { output_index: this.index, item })
    );
  }

  private call(call: ToolCall): string {
    const item = this.callItem(call, 'completed');
    this.output.push(item);
    const output_index = this.index;
    const [kind, field] =
      item.type === 'function_call' ? ['function_call_arguments', 'arguments'] : ['custom_tool_call_input', 'input'];
    const whole = item[field];
    return (
      this.event('response.output_item.added', {
        output_index,
        item: { ...item, [field]: '', status: 'in_progress' },
      }) +
      this.event(`response.${kind}.delta`, { item_id: item.id, output_index, delta: whole }) +
      this.event(`response.${kind}.done`, { item_id: item.id, output_index, name: item.name, [field]: whole }) +
      this.event('response.output_item.done', { output_index, item })
    );
  }

  private callItem({ id: call_id, name: known, arguments: args }: ToolCall, status: string): OutputItem {
    const { name, namespace, custom } = this.forms.get(known) ?? { name: known, custom: false };
    const call = { status, call_id, name, ...(namespace && { namespace }) };
    if (!custom) return { id: idOf('fc'), type: 'function_call', ...call, arguments: argumentsOf(args) };
    const input = typeof args.input === 'string' ? args.input : argumentsOf(args);
    return { id: idOf('ctc'), type: 'custom_tool_call', ...call, input };
  }

  private get index(): number {
    return this.output.length - 1;
  }

  private place({ id }: OutputItem) {
    return { item_id: id, output_index: this.index, content_index: 0 };
  }

  private event(type: string, data: object): string {
    return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.sequence++, ...data })}\n\n`;
  }
}

const statusOf = (finish: BackendFinish) => (finish === 'length' ? 'incomplete' : 'completed');

function partOf(kind: TextKind, text: string): object {
  const { part: type } = TEXT_KINDS[kind];
  return kind === 'text' ? { type, text, annotations: [], logprobs: [] } : { type, text };
}

function textItem(kind: TextKind, text: string, status = 'completed'): OutputItem {
  const content = [partOf(kind, text)];
  return kind === 'text'
    ? { id: idOf('msg'), type: 'message', status, role: 'assistant', content }
    : { id: idOf('rs'), type: 'reasoning', status, summary: [], content };
}
