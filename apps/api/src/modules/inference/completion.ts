import type { Principal } from '../../common/access/principal.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ChatRequest } from '../../llm/index.js';
import type { Located, Model } from '../models/index.js';
import { Answer } from './answer.js';
import type { CompletionEvent } from './completion.event.js';

/** Use of the cache and of identical requests in progress. */
export interface CachePolicy {
  /** Whether a cached answer may be used. */
  use: boolean;
  /** Whether the answer may be cached. */
  keep: boolean;
  /** Whether the request contains nothing personal, so that other users may share the answer. */
  shareable: boolean;
}

/** A model that may answer in the place of another. */
export interface Fallback {
  model: Model;
  /**
   * The request as if this model had been asked for itself: with its own options and system prompt.
   * @throws DomainError for what it cannot carry out
   */
  prepare(): Promise<Pick<CompletionRequest, 'request' | 'cache'>>;
}

/** A request to a model, from the chat or any API. */
export interface CompletionRequest {
  model: Model;
  /** Models that may answer in its place while it is out, in this order; those that its asker may use. */
  fallbacks?: readonly Fallback[];
  /** Name of the model that was asked for, when `model` is already one in its place. */
  insteadOf?: string;
  request: ChatRequest;
  userId: string;
  /** The API key of the request. */
  key: Principal['key'];
  cache: CachePolicy;
  /** Batch work: no person waits for it. */
  batch: boolean;
  /** Nobody has sent a request for it at this moment: a line of a batch, or a scheduled prompt. */
  unattended?: boolean;
}

/** As whom the queue knows a request: what is unattended takes no place that its owner may have. */
export const queuedAs = ({ userId, unattended }: Pick<CompletionRequest, 'userId' | 'unattended'>): string =>
  unattended ? `unattended:${userId}` : userId;

/** A streamed answer: its events once, in order, in batches as they come, and the sum of them so far. */
export class Completion implements AsyncIterable<CompletionEvent[]> {
  readonly answer = new Answer();

  /** @param open starts the answer and adds each batch to it before yielding it */
  constructor(private readonly open: (answer: Answer) => AsyncGenerator<CompletionEvent[]>) {}

  [Symbol.asyncIterator](): AsyncGenerator<CompletionEvent[]> {
    return this.open(this.answer);
  }

  /** The complete answer, for callers that do not stream. */
  async whole(): Promise<Answer> {
    const batches = this.open(this.answer);
    while (!(await batches.next()).done);
    return this.answer;
  }
}

/** Nothing has the model now: that is what fallbacks are for. */
export const isOut = (error: unknown): boolean =>
  error instanceof DomainError && (error.code === 'llm.unavailable' || error.code === 'model.not-pulled');

/** @throws DomainError `llm.unsupported` for what the model cannot take */
export function requireCapabilities({ messages, text }: ChatRequest, { display_name }: Model, { info }: Located): void {
  const seeing = messages.some(({ images }) => images?.length) || text?.templated?.images?.length;
  if (seeing && !info.capabilities.includes('vision'))
    throw new DomainError(
      'llm.unsupported',
      `${display_name} cannot see images. Choose a model with vision, or send the text alone.`,
    );
  if (info.capabilities.length > 0 && !info.capabilities.includes('completion'))
    throw new DomainError(
      'llm.unsupported',
      `${display_name} cannot chat; it is made for embeddings. Choose another model.`,
    );
}
