import type { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatRequest, ToolCall } from '../../../llm/index.js';
import type { Answer, CompletionEvent } from '../../inference/index.js';

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
  /** What becomes of an event; empty for one that the API has no word for. */
  frames(event: CompletionEvent): string;
  /** The last frame of a stream that fails. */
  failure(error: DomainError, requestId: string): string;
  /** The answer in one piece, after its last event. */
  whole(answer: Answer): object;
}

/** What every answer is told of itself. */
export interface AnswerHead {
  model: string;
  /** When it was asked, milliseconds since 1970. */
  askedAt: number;
}

/** A call's arguments as JSON text; what the model wrote and nobody could parse stays as it was. */
export const argumentsOf = (args: ToolCall['arguments']): string =>
  '_raw' in args && typeof args._raw === 'string' ? args._raw : JSON.stringify(args);
