import { Injectable } from '@nestjs/common';
import type { Principal } from '../../common/access/principal.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ChatRequest } from '../../llm/index.js';
import { ModelCatalog, type Located, type Model } from '../models/index.js';
import { Meter } from '../telemetry/index.js';
import { UsageLedger, UsageLimits } from '../usage/index.js';
import { ActiveCompletions } from './active-completions.js';
import { Answer } from './answer.js';
import { BackendClient } from './backend.client.js';
import { AnswerCache } from './cache/answer-cache.js';
import { cacheKey } from './cache/cache-key.js';
import { CacheStats } from './cache/cache-stats.js';
import { eventsOf } from './cache/cached-answer.js';
import type { CompletionEvent } from './completion.event.js';
import { charsOf } from './context-fit.js';
import { RequestCoalescer } from './request-coalescer.js';

/** What may be taken from the cache and from others who ask the same, and what may be left there. */
export interface CachePolicy {
  /** A cached answer is wanted; else the model is asked afresh. */
  use: boolean;
  /** The answer may be kept for the next time. */
  keep: boolean;
  /** Nothing personal is in the request, so it may be somebody else's answer. */
  shareable: boolean;
}

/** A question to a model, whoever asks it and in whichever API. */
export interface CompletionRequest {
  model: Model;
  request: ChatRequest;
  userId: string;
  /** The API key it came with. */
  key: Principal['key'];
  cache: CachePolicy;
  /** Not waited for by a person. */
  batch: boolean;
}

/** An answer that comes: its events once, in order, and beside them what they have added up to so far. */
export class Completion implements AsyncIterable<CompletionEvent> {
  readonly answer = new Answer();

  /** @param open begins to answer, adding each event to the answer before it is given */
  constructor(private readonly open: (answer: Answer) => AsyncGenerator<CompletionEvent>) {}

  [Symbol.asyncIterator](): AsyncGenerator<CompletionEvent> {
    return this.open(this.answer);
  }

  /** The answer once it is whole, for those who do not watch it come. */
  async whole(): Promise<Answer> {
    const events = this.open(this.answer);
    while (!(await events.next()).done);
    return this.answer;
  }
}

/** Where an answer comes from; only what a backend made for this very request costs tokens. */
type Origin = 'backend' | 'cache' | 'coalesced';

interface Source {
  origin: Origin;
  events: AsyncIterable<CompletionEvent>;
}

/** Tokens of an answer that nobody limits, as a guess. */
const USUAL_ANSWER = 1024;
/** Tokens that a question may cost: the prompt by its length, the answer by its limit. */
const mayCost = ({ messages, options }: ChatRequest): number =>
  Math.ceil(charsOf(messages) / 4) + (options?.num_predict ?? USUAL_ANSWER);

const NO_TOKENS = { input_tokens: 0, output_tokens: 0 };

/**
 * Answers of models, for people and programs alike: from the cache, from the same request under way, or from a backend.
 */
@Injectable()
export class CompletionService {
  private readonly coalescer = new RequestCoalescer<CompletionEvent>();

  constructor(
    private readonly active: ActiveCompletions,
    private readonly catalog: ModelCatalog,
    private readonly backends: BackendClient,
    private readonly cache: AnswerCache,
    private readonly stats: CacheStats,
    private readonly ledger: UsageLedger,
    private readonly limits: UsageLimits,
    private readonly meter: Meter,
  ) {}

  /**
   * Asks. Nothing happens before the first event is read, and leaving the loop gives everything back.
   * The iteration throws the signal's reason, or a DomainError: what limits, catalog, queue and adapters throw.
   */
  stream(request: CompletionRequest, signal: AbortSignal): Completion {
    return new Completion((answer) => this.answer(request, answer, signal));
  }

  /** Holds the asker to the limits, and enters into the books what the answer took. */
  private async *answer(
    request: CompletionRequest,
    answer: Answer,
    signal: AbortSignal,
  ): AsyncGenerator<CompletionEvent> {
    const leaveLimits = await this.limits.enter(request, mayCost(request.request));
    const active = this.active.enter({ userId: request.userId, keyId: request.key?.id });
    const ended = AbortSignal.any([signal, active.signal]);
    let origin: Origin | undefined;
    let failed = false;
    try {
      const source = await this.open(request, ended);
      origin = source.origin;
      for await (const event of source.events) {
        answer.add(event);
        yield event;
      }
      if (request.cache.use) this.countForCache(origin, answer);
    } catch (error) {
      failed = !ended.aborted;
      throw error;
    } finally {
      this.record(request, answer, origin, failed);
      active.leave();
      leaveLimits();
    }
  }

  private async open(
    { model, request, userId, batch, cache }: CompletionRequest,
    signal: AbortSignal,
  ): Promise<Source> {
    const located = await this.catalog.locate(model);
    requireCapabilities(request, model, located);
    const shared = cache.shareable && (await this.cache.isShared());
    const key = cacheKey({ digest: located.info.digest, request, userId: shared ? null : userId });
    const cached = cache.use ? await this.cache.get(key) : undefined;
    if (cached) {
      this.stats.record({ hits: 1, tokens_saved: cached.usage.output_tokens, ms_saved: cached.ms ?? 0 });
      return { origin: 'cache', events: eventsOf(cached) };
    }
    const call = { model, located, request, userId, batch, cacheAs: cache.keep ? key : undefined };
    const { batches, joined } = this.coalescer.join(
      cache.use && cache.keep ? key : undefined,
      signal,
      (aborted, push) => this.backends.execute(call, aborted, push),
    );
    return { origin: joined ? 'coalesced' : 'backend', events: flat(batches) };
  }

  private countForCache(origin: Origin, answer: Answer): void {
    if (origin === 'backend') this.stats.record({ misses: 1 });
    if (origin === 'coalesced')
      this.stats.record({ joined: 1, tokens_saved: answer.usage.output_tokens, ms_saved: answer.timings.total_ms });
  }

  private record(
    { userId, key, model, cache }: CompletionRequest,
    answer: Answer,
    origin: Origin | undefined,
    failed: boolean,
  ): void {
    const cached = origin === 'cache' || origin === 'coalesced';
    const tokens = cached ? NO_TOKENS : answer.usage;
    const { total_ms: ms, ttft_ms } = answer.timings;
    this.ledger.record({ userId, keyId: key?.id, model: model.name, ...tokens, failed, cached, ms });
    this.meter.recordAnswer({
      userId,
      model: model.name,
      ...tokens,
      failed,
      ...(cache.use && origin && { cache: cached ? ('hit' as const) : ('miss' as const) }),
      ms,
      ttft_ms: cached ? null : ttft_ms,
      speed: cached ? null : answer.speed,
    });
  }
}

/** Event by event; of the positions in the queue that came together only the last one is news. */
async function* flat(batches: AsyncIterable<CompletionEvent[]>): AsyncGenerator<CompletionEvent> {
  for await (const batch of batches)
    for (const [i, event] of batch.entries()) if (event.type !== 'queued' || i === batch.length - 1) yield event;
}

function requireCapabilities({ messages }: ChatRequest, { display_name }: Model, { info }: Located): void {
  if (messages.some(({ images }) => images?.length) && !info.capabilities.includes('vision'))
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
