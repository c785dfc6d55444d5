import type { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatChunk, ChatRequest } from '../../../llm/index.js';

/** A question of a program, read from whichever API it speaks. Only what stands here is ever passed on. */
export interface GatewayRequest {
  model: string;
  stream: boolean;
  request: Omit<ChatRequest, 'model'>;
}

/** An API in which answers are given: whole, or frame by frame. One object serves one answer. */
export interface GatewayFormat {
  /** Of the stream. */
  readonly contentType: string;
  /** Before the first part. */
  opening(): string;
  /** What becomes of a part; empty for one that the API has no word for. */
  frames(chunk: ChatChunk): string;
  /** The last frame of a stream that fails. */
  failure(error: DomainError, requestId: string): string;
  whole(chunks: AsyncIterable<ChatChunk>): Promise<object>;
}

/** What every answer is told of itself. */
export interface AnswerHead {
  model: string;
  /** When it was asked, milliseconds since 1970. */
  askedAt: number;
}
