import type { BackendFinish, ChatChunk, ToolCall, Usage } from '../../../llm/index.js';

/** The parts of an answer put together. */
export interface Gathered {
  text: string;
  thinking: string;
  calls: ToolCall[];
  usage: Usage;
  finish: BackendFinish;
}

export async function gathered(chunks: AsyncIterable<ChatChunk>): Promise<Gathered> {
  const whole: Gathered = {
    text: '',
    thinking: '',
    calls: [],
    usage: { input_tokens: 0, output_tokens: 0 },
    finish: 'stop',
  };
  for await (const chunk of chunks) {
    if (chunk.type === 'text') whole.text += chunk.text;
    else if (chunk.type === 'thinking') whole.thinking += chunk.text;
    else if (chunk.type === 'tool_calls') whole.calls.push(...chunk.calls);
    else if (chunk.type === 'done') Object.assign(whole, { usage: chunk.usage, finish: chunk.finish_reason });
  }
  return whole;
}

/** A call's arguments as JSON text; what the model wrote and nobody could parse stays as it was. */
export const argumentsOf = (args: ToolCall['arguments']): string =>
  '_raw' in args && typeof args._raw === 'string' ? args._raw : JSON.stringify(args);
