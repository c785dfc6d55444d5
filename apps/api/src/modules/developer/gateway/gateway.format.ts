import type { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatRequest, ToolCall } from '../../../llm/index.js';
import type { Answer, CompletionEvent } from '../../inference/index.js';

/** A program's request, whichever API it uses. Nothing else is ever passed on. */
export interface GatewayRequest {
  model: string;
  stream: boolean;
  request: Omit<ChatRequest, 'model'>;
}

/** The output format of one API: a whole answer, or frame by frame. One object serves one answer. */
export interface GatewayFormat {
  /** Content type of the stream. */
  readonly contentType: string;
  /** Frames before the first part. */
  opening(): string;
  /** Frames for an event; empty when the API has no equivalent. */
  frames(event: CompletionEvent): string;
  /** The last frame of a stream that fails. */
  failure(error: DomainError, requestId: string): string;
  /** The whole answer, after its last event. */
  whole(answer: Answer): object;
}

/** Metadata of every answer. */
export interface AnswerHead {
  model: string;
  /** When the request arrived, milliseconds since 1970. */
  askedAt: number;
  /** The same moment on the clock that never jumps. */
  beganAt: number;
}

/** A tool call's arguments as JSON text; arguments that could not be parsed stay as the model wrote them. */
export const argumentsOf = (args: ToolCall['arguments']): string =>
  '_raw' in args && typeof args._raw === 'string' ? args._raw : JSON.stringify(args);
