import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import type { ChatRequest } from '../../../llm/index.js';
import { ModelCatalog, type Located, type Model } from '../../models/index.js';
import { Meter, type AnswerNote } from '../../telemetry/index.js';
import { UsageLedger, UsageLimits } from '../../usage/index.js';
import { AnswerCache, cacheKey } from '../cache/answer-cache.js';
import { CacheStats } from '../cache/cache-stats.js';
import type { CachedAnswer } from '../cache/cached-answer.js';
import { Flights, type FlightStep } from '../cache/flights.js';
import { Answer } from './answer.js';
import { charsOf } from './context-fit.js';
import { BackendCalls } from './backend-calls.js';

/** What may be taken from the cache and from others who ask the same, and what may be left there. */
export interface CachePolicy {
  /** A cached answer is wanted; else the model is asked afresh. */
  use: boolean;
  /** The answer may be kept for the next time. */
  keep: boolean;
  /** Nothing personal is in the request, so it may be somebody else's answer. */
  shareable: boolean;
}

export interface Question {
  model: Model;
  request: ChatRequest;
  userId: string;
  /** The API key it came with. */
  key: Principal['key'];
  cache: CachePolicy;
  /** Not waited for by a person. */
  batch: boolean;
}

/** A whole answer that was there already, or the steps towards a new one. */
export type AnswerStep = { type: 'cached'; answer: CachedAnswer } | FlightStep;

/** Tokens of an answer that nobody limits, as a guess. */
const USUAL_ANSWER = 1024;
/** Tokens that a question may cost: the prompt by its length, the answer by its limit. */
const mayCost = ({ messages, options }: ChatRequest): number =>
  Math.ceil(charsOf(messages) / 4) + (options?.num_predict ?? USUAL_ANSWER);

const NO_TOKENS = { input_tokens: 0, output_tokens: 0 };

/** Where answers come from: the cache, a question that is under way already, or a backend. */
@Injectable()
export class AnswerSource {
  constructor(
    private readonly catalog: ModelCatalog,
    private readonly calls: BackendCalls,
    private readonly flights: Flights,
    private readonly cache: AnswerCache,
    private readonly stats: CacheStats,
    private readonly ledger: UsageLedger,
    private readonly limits: UsageLimits,
    private readonly meter: Meter,
  ) {}

  /** Gives the answer step by step and notes in the ledger what it took. @throws the signal's reason, or a DomainError: what the catalog, the queue and the adapters throw */
  async *ask(question: Question, signal: AbortSignal): AsyncGenerator<AnswerStep> {
    const { userId, key, model, request } = question;
    const leave = await this.limits.enter(question, mayCost(request));
    const answer = new Answer();
    const outcome = { failed: false, cached: false };
    const seen: Pick<AnswerNote, 'cache'> = {};
    try {
      for await (const step of this.steps(question, signal, (known) => {
        seen.cache = known ? 'hit' : 'miss';
        outcome.cached = known;
      })) {
        if (step.type === 'chunk') answer.take(step.chunk);
        else if (step.type === 'started') answer.start();
        yield step;
      }
    } catch (error) {
      outcome.failed = !signal.aborted;
      throw error;
    } finally {
      // What came from the cache, or from another's question, cost no tokens.
      const tokens = outcome.cached ? NO_TOKENS : answer.usage;
      const { total_ms: ms, ttft_ms } = answer.timings;
      this.ledger.note({ userId, keyId: key?.id, model: model.name, ...tokens, ...outcome, ms });
      this.meter.answer({
        userId,
        model: model.name,
        ...tokens,
        failed: outcome.failed,
        ...(question.cache.use && seen),
        ms,
        ttft_ms: outcome.cached ? null : ttft_ms,
        speed: outcome.cached ? null : answer.speed,
      });
      leave();
    }
  }

  private async *steps(
    question: Question,
    signal: AbortSignal,
    tellCache: (known: boolean) => void,
  ): AsyncGenerator<AnswerStep> {
    const { model, request, userId, batch, cache } = question;
    const located = await this.catalog.locate(model);
    requireCapabilities(question, located);
    const key = cacheKey({
      digest: located.info.digest,
      request,
      userId: cache.shareable && (await this.cache.isShared()) ? null : userId,
    });
    const cached = cache.use ? await this.cache.get(key) : undefined;
    if (cached) {
      this.stats.note({ hits: 1, tokens_saved: cached.usage.output_tokens, ms_saved: cached.ms ?? 0 });
      tellCache(true);
      yield { type: 'cached', answer: cached };
      return;
    }
    const remember = cache.keep ? (answer: CachedAnswer) => this.cache.set(key, answer) : undefined;
    const fly = this.calls.fly({ model, located, request, userId, batch, remember });
    const { steps, joined } = this.flights.board(cache.use && cache.keep ? key : undefined, signal, fly);
    tellCache(joined);
    const answer = new Answer();
    for await (const step of steps) {
      if (step.type === 'chunk') answer.take(step.chunk);
      yield step;
    }
    if (cache.use)
      this.stats.note(
        joined
          ? { joined: 1, tokens_saved: answer.usage.output_tokens, ms_saved: answer.timings.total_ms }
          : { misses: 1 },
      );
  }
}

function requireCapabilities({ request, model }: Question, { info }: Located): void {
  const images = request.messages.some((message) => message.images?.length);
  if (images && !info.capabilities.includes('vision'))
    throw new DomainError(
      'llm.unsupported',
      `${model.display_name} cannot see images. Choose a model with vision, or send the text alone.`,
    );
  if (info.capabilities.length > 0 && !info.capabilities.includes('completion'))
    throw new DomainError(
      'llm.unsupported',
      `${model.display_name} cannot chat; it is made for embeddings. Choose another model.`,
    );
}
