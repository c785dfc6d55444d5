import type { ChatChunk } from '../llm.port.js';

/** Leaves out every tool call of an answer but the first, for callers that can carry out only one at a time. */
export async function* firstCallOnly(chunks: AsyncIterable<ChatChunk>): AsyncGenerator<ChatChunk> {
  let called = false;
  for await (const chunk of chunks) {
    if (chunk.type !== 'tool_calls') yield chunk;
    else if (!called) yield { ...chunk, calls: chunk.calls.slice(0, 1) };
    called ||= chunk.type === 'tool_calls';
  }
}
