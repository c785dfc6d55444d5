import type { DomainError } from '../../../../common/errors/domain-error.js';
import { toOpenAiError } from '../../../../common/errors/openai-error.js';
import { newId } from '../../../../common/http/ids.js';
import type { BackendFinish, ToolCall, Usage } from '../../../../llm/index.js';
import type { Answer, CompletionEvent } from '../../../inference/index.js';
import { argumentsOf, sumOf, type AnswerHead, type GatewayFormat } from '../gateway.format.js';

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

interface ReplyShape {
  kind: 'chat' | 'text';
  /** Whether the stream ends with the usage. */
  includeUsage: boolean;
  /** Whether calls are told in their older form. */
  legacyCalls: boolean;
}

/**
 * Answers in OpenAI's format. Streamed: first the role, then deltas, the finish reason of each answer, and the usage if
 * requested.
 */
export class CompletionFormat implements GatewayFormat {
  readonly contentType = 'text/event-stream; charset=utf-8';
  private readonly id: string;
  private readonly created: number;
  /** The beginning of every frame, up to its choices, and the model in it. */
  private begins = { model: '', text: '' };
  /** The last answer that has begun. */
  private begun = 0;
  /** Calls so far, of each answer. */
  private readonly calls: number[] = [];

  constructor(
    private readonly head: AnswerHead,
    private readonly shape: ReplyShape,
  ) {
    this.id = `${this.isChat ? 'chatcmpl' : 'cmpl'}-${newId()}`;
    this.created = Math.floor(head.askedAt / 1000);
  }

  /** Made once for each model, usually one: every token begins with it. */
  private get start(): string {
    const { model } = this.head;
    if (this.begins.model !== model) {
      const object = this.isChat ? 'chat.completion.chunk' : 'text_completion';
      const head = JSON.stringify({ id: this.id, created: this.created, model, object });
      this.begins = { model, text: `data: ${head.slice(0, -1)},"choices":[` };
    }
    return this.begins.text;
  }

  opening(): string {
    return this.isChat ? this.role(0) : '';
  }

  frames(event: CompletionEvent, index: number): string {
    // Each further answer begins like the first.
    const role = this.isChat && index > this.begun ? this.role(index) : '';
    return role + this.framesOf(event, index);
  }

  private role(index: number): string {
    this.begun = index;
    return this.delta(index, { role: 'assistant', content: '' });
  }

  private framesOf(event: CompletionEvent, index: number): string {
    switch (event.type) {
      case 'text':
        return this.isChat ? this.delta(index, { content: event.text }) : this.text(index, event.text, null);
      case 'thinking':
        return this.isChat ? this.delta(index, { reasoning_content: event.text }) : '';
      case 'tool_calls':
        return this.toolCalls(event.calls, index);
      case 'done': {
        const reason = this.finishOf(event.finish_reason, this.calls[index] ?? 0);
        return this.isChat ? this.delta(index, {}, reason) : this.text(index, '', reason);
      }
      case 'queued':
      case 'started':
      case 'loading':
      // What was streamed as text cannot be taken back; what follows is the answer.
      case 'text_was_thinking':
        return '';
    }
  }

  closing(usage: Usage): string {
    const figures = this.shape.includeUsage ? `${this.start}],"usage":${JSON.stringify(toUsage(usage))}}\n\n` : '';
    return figures + DONE_LINE;
  }

  failure(error: DomainError, requestId: string): string {
    return dataLine({ error: { ...toOpenAiError(error).body.error, request_id: requestId } }) + DONE_LINE;
  }

  whole(answers: Answer[]): object {
    return {
      id: this.id,
      created: this.created,
      model: this.head.model,
      object: this.isChat ? 'chat.completion' : 'text_completion',
      choices: answers.map((answer, index) => (this.isChat ? this.choiceOf(answer, index) : textOf(answer, index))),
      usage: toUsage(sumOf(answers.map(({ usage }) => usage))),
    };
  }

  private get isChat(): boolean {
    return this.shape.kind === 'chat';
  }

  private choiceOf({ text, thinking, toolCalls: calls, finishReason }: Answer, index: number): object {
    const told = this.shape.legacyCalls
      ? { function_call: toCalls(calls)[0]?.function }
      : { tool_calls: toCalls(calls).map(({ index: _, ...call }) => call) };
    const message = {
      role: 'assistant',
      content: calls.length > 0 && text === '' ? null : text,
      refusal: null,
      ...(thinking && { reasoning_content: thinking }),
      ...(calls.length > 0 && told),
    };
    return { index, message, logprobs: null, finish_reason: this.finishOf(finishReason, calls.length) };
  }

  private toolCalls(calls: ToolCall[], index: number): string {
    const before = this.calls[index] ?? 0;
    this.calls[index] = before + calls.length;
    const told = toCalls(calls, before);
    return this.shape.legacyCalls
      ? this.delta(index, { function_call: told[0]?.function })
      : this.delta(index, { tool_calls: told });
  }

  /** Ollama says "stop" after tool calls, OpenAI says "tool_calls". */
  private finishOf(finish: BackendFinish, calls: number): string {
    const called = finish === 'tool_calls' || (finish === 'stop' && calls > 0);
    return called && this.shape.legacyCalls ? 'function_call' : called ? 'tool_calls' : finish;
  }

  private delta(index: number, delta: object, finish_reason: string | null = null): string {
    return this.frame(`"index":${index},"delta":${JSON.stringify(delta)}`, finish_reason);
  }

  private text(index: number, text: string, finish_reason: string | null): string {
    return this.frame(`"index":${index},"text":${JSON.stringify(text)}`, finish_reason);
  }

  /** Put together as text: every token is a frame, and all but its end is the same. */
  private frame(choice: string, finish_reason: string | null): string {
    return `${this.start}{${choice},"logprobs":null,"finish_reason":${finish_reason && `"${finish_reason}"`}}]}\n\n`;
  }
}

const textOf = ({ text, finishReason: finish_reason }: Answer, index: number): object => ({
  index,
  text,
  logprobs: null,
  finish_reason,
});
