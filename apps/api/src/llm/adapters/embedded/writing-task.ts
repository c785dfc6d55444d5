import type { LlamaContextSequence } from 'node-llama-cpp';
import type { ToolCall } from '../../llm.port.js';

/** A piece as the engine writes it. */
export interface WrittenChunk {
  /** `segment`: thinking. */
  type?: 'segment';
  text: string;
}

/** Something to write: an answer to a conversation, or the continuation of a text. */
export interface WritingTask {
  /** Tokens of the prompt. */
  tokens: number;
  write(
    sequence: LlamaContextSequence,
    signal: AbortSignal,
    push: (chunk: WrittenChunk) => void,
  ): Promise<{ stopReason: string; calls?: ToolCall[] }>;
}
