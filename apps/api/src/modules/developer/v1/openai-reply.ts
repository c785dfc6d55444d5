import type { BackendFinish, ChatChunk, ToolCall, Usage } from '../../../llm/index.js';

const toUsage = ({ input_tokens, output_tokens }: Usage) => ({ prompt_tokens: input_tokens, completion_tokens: output_tokens, total_tokens: input_tokens + output_tokens });

const toCalls = (calls: ToolCall[], from = 0) =>
  calls.map(({ id, name, arguments: args }, i) => ({ index: from + i, id, type: 'function' as const, function: { name, arguments: '_raw' in args && typeof args._raw === 'string' ? args._raw : JSON.stringify(args) } }));

/** What every piece of a reply begins with. */
export interface ReplyHead {
  id: string;
  created: number;
  model: string;
}

const dataLine = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
export const DONE_LINE = 'data: [DONE]\n\n';

/** An answer as OpenAI streams it: the role first, then deltas, the reason of its end, and the usage where it was asked for. */
export class CompletionStream {
  private calls = 0;

  constructor(
    private readonly head: ReplyHead,
    private readonly kind: 'chat' | 'text',
    private readonly includeUsage: boolean,
  ) {}

  opening(): string {
    return this.kind === 'chat' ? this.choice({ role: 'assistant', content: '' }, null) : '';
  }

  /** The frames of a chunk, empty for one that OpenAI has no word for. */
  frames(chunk: ChatChunk): string {
    if (chunk.type === 'text') return this.kind === 'chat' ? this.choice({ content: chunk.text }, null) : this.text(chunk.text, null);
    if (chunk.type === 'thinking') return this.kind === 'chat' ? this.choice({ reasoning_content: chunk.text }, null) : '';
    if (chunk.type === 'tool_calls') {
      const tool_calls = toCalls(chunk.calls, this.calls);
      this.calls += chunk.calls.length;
      return this.choice({ tool_calls }, null);
    }
    if (chunk.type !== 'done') return '';
    const end = this.kind === 'chat' ? this.choice({}, finishOf(chunk.finish_reason, this.calls)) : this.text('', chunk.finish_reason);
    return end + (this.includeUsage ? dataLine({ ...this.envelope(), choices: [], usage: toUsage(chunk.usage) }) : '') + DONE_LINE;
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
const finishOf = (finish: BackendFinish, calls: number): BackendFinish => (finish === 'stop' && calls > 0 ? 'tool_calls' : finish);

/** A whole answer in OpenAI's form. */
export async function wholeCompletion(head: ReplyHead, kind: 'chat' | 'text', chunks: AsyncIterable<ChatChunk>): Promise<object> {
  let [content, thinking] = ['', ''];
  const calls: ToolCall[] = [];
  let usage: Usage = { input_tokens: 0, output_tokens: 0 };
  let finish: BackendFinish = 'stop';
  for await (const chunk of chunks) {
    if (chunk.type === 'text') content += chunk.text;
    else if (chunk.type === 'thinking') thinking += chunk.text;
    else if (chunk.type === 'tool_calls') calls.push(...chunk.calls);
    else if (chunk.type === 'done') [usage, finish] = [chunk.usage, finishOf(chunk.finish_reason, calls.length)];
  }
  if (kind === 'text') return { ...head, object: 'text_completion', choices: [{ index: 0, text: content, logprobs: null, finish_reason: finish }], usage: toUsage(usage) };
  const message = {
    role: 'assistant',
    content: calls.length > 0 && content === '' ? null : content,
    ...(thinking && { reasoning_content: thinking }),
    ...(calls.length > 0 && { tool_calls: toCalls(calls).map(({ index: _, ...call }) => call) }),
  };
  return { ...head, object: 'chat.completion', choices: [{ index: 0, message, logprobs: null, finish_reason: finish }], usage: toUsage(usage) };
}
