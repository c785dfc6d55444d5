import type { DomainError } from '../../../common/errors/domain-error.js';
import type { ChatRequest, OptionalField, ToolCall, Usage } from '../../../llm/index.js';
import type { Answer, CompletionEvent } from '../../inference/index.js';

/** One answer that a program asks for. */
export type AnswerRequest = Omit<ChatRequest, 'model'>;

/** A program's request, whichever API it uses. Nothing else is ever passed on. */
export interface GatewayRequest {
  model: string;
  stream: boolean;
  /** One for each answer, made one after another: several for `n`, or for a list of prompts. */
  requests: AnswerRequest[];
  /** Fields of the body that have no effect here. */
  ignored: string[];
  /** What the API calls a field that not every backend has; by default the last part of our name. */
  names?: Partial<Record<OptionalField | 'think', string>>;
}

/** The output format of one API: a whole answer, or frame by frame. One object serves one reply. */
export interface GatewayFormat {
  /** Content type of the stream. */
  readonly contentType: string;
  /** After `closing`, where the API has it: the whole reply. */
  readonly last?: object;
  /** Frames before the first part. @param promptTokens of all answers, counted or estimated; 0 while they wait */
  opening(promptTokens: number): string;
  /** Frames for an event of the answer with this number; empty when the API has no equivalent. */
  frames(event: CompletionEvent, index: number): string;
  /** Frames after the last answer. @param usage of all answers */
  closing(usage: Usage): string;
  /** The last frame of a stream that fails. */
  failure(error: DomainError, requestId: string): string;
  /** The whole reply, after the last event of every answer. */
  whole(answers: Answer[]): object;
}

/** Metadata of every reply. */
export interface AnswerHead {
  /** As the caller wrote it. */
  model: string;
  /** When the request arrived, milliseconds since 1970. */
  askedAt: number;
  /** The same moment on the clock that never jumps. */
  beganAt: number;
}

/** A request to one route of an API, read. */
export interface GatewayCall {
  asked: GatewayRequest;
  formatOf: (head: AnswerHead) => GatewayFormat;
  /** Keeps a complete reply, before its caller is told that it is complete; absent when nothing is kept. */
  keep?: (answers: Answer[], whole: object) => Promise<void>;
}

/** A tool call's arguments as JSON text; arguments that could not be parsed stay as the model wrote them. */
export const argumentsOf = (args: ToolCall['arguments']): string =>
  '_raw' in args && typeof args._raw === 'string' ? args._raw : JSON.stringify(args);

/** The sum over all answers of a reply. */
export function sumOf(usages: Usage[]): Usage {
  return {
    input_tokens: usages.reduce((sum, { input_tokens }) => sum + input_tokens, 0),
    output_tokens: usages.reduce((sum, { output_tokens }) => sum + output_tokens, 0),
    ...(usages.some(({ estimated }) => estimated) && { estimated: true as const }),
  };
}
