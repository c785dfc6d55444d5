import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ChatRequest } from '../../llm/index.js';
import { ModelCatalog, type Model, withoutAddress } from '../models/index.js';
import { Meter } from '../telemetry/index.js';
import { UsageLedger, UsageLimits, type Admission, type Asker } from '../usage/index.js';
import { ActiveCompletions } from './active-completions.js';
import { Answer } from './answer.js';
import { BackendClient } from './backend.client.js';
import { AnswerCache } from './cache/answer-cache.js';
import { cacheKey } from './cache/cache-key.js';
import { CacheStats } from './cache/cache-stats.js';
import { eventsOf } from './cache/cached-answer.js';
import { Completion, isOut, queuedAs, requireCapabilities, type CompletionRequest } from './completion.js';
import type { CompletionEvent } from './completion.event.js';
import { charsOf } from './context-fit.js';
import { Flights } from './coalescing/flights.js';
import { RequestCoalescer } from './coalescing/request-coalescer.js';
import { HostRuns } from './host-runs.js';

/** Origin of an answer; only a new one from a backend costs tokens. */
type Origin = 'backend' | 'cache' | 'coalesced';

interface Source {
  /** As far as is known when it is called. */
  origin: () => Origin;
  batches: Iterable<CompletionEvent[]> | AsyncIterable<CompletionEvent[]>;
}

interface Outcome {
  source?: Source;
  /** Of the model that is asked now; none after one that a limit refused. */
  admission?: Admission;
  /** Groups that the answer is charged to: those of the model that gives it, or of the first where none can. */
  groupIds?: readonly string[];
}

/** Estimated tokens of an answer without a limit. */
const USUAL_ANSWER = 1024;
/** Tokens that a request may cost: the prompt by its length, the answer by its limit. */
const mayCost = (request: ChatRequest): number => Math.ceil(charsOf(request) / 4) + (limitOf(request) ?? USUAL_ANSWER);

/** The limit of the answer; a negative one means none. */
const limitOf = ({ options }: ChatRequest): number | undefined =>
  options?.num_predict !== undefined && options.num_predict >= 0 ? options.num_predict : undefined;

const NO_TOKENS = { input_tokens: 0, output_tokens: 0 };

/**
 * Answers of models, for people and programs: from the cache, from an identical request in progress, or from a backend.
 */
@Injectable()
export class CompletionService {
  private readonly coalescer: RequestCoalescer<CompletionEvent>;

  constructor(
    private readonly active: ActiveCompletions,
    private readonly catalog: ModelCatalog,
    private readonly backends: BackendClient,
    private readonly hosts: HostRuns,
    private readonly cache: AnswerCache,
    private readonly stats: CacheStats,
    private readonly ledger: UsageLedger,
    private readonly limits: UsageLimits,
    private readonly meter: Meter,
    flights: Flights,
  ) {
    this.coalescer = new RequestCoalescer(
      sizeOf,
      flights,
      ({ type }) => type === 'queued',
      ({ type }) => type === 'done',
    );
  }

  /**
   * Starts a completion. Nothing happens before the first event is read, and leaving the loop releases everything. The
   * iteration throws the reason of the abort, or a DomainError from limits, catalog, queue or adapters.
   * @param ending ends the answer; it is also aborted here, when the owner loses the right to the answer. One for all
   * reasons, because signals that depend on each other cost more than the rest of a short answer
   */
  stream(request: CompletionRequest, ending: AbortController): Completion {
    return new Completion((answer) => this.answer(request, answer, ending));
  }

  /**
   * Whether another answer may begin, before anything of the question is stored. The answer itself checks it again.
   * @param models one for each answer that is asked for
   * @throws DomainError as `UsageLimits.enter`
   */
  async requireAllowance(asker: Asker, models: Model[]): Promise<void> {
    await this.limits.require(asker, models.length, models);
  }

  /**
   * Whether a model can answer at the moment, before anything of the question is stored.
   * @param images whether the question has images
   * @throws DomainError `llm.unavailable`, `model.not-pulled`, `llm.unsupported`; each names the model
   */
  async requireAbility(model: Model, images: boolean): Promise<void> {
    try {
      const located = await this.catalog.locate(model);
      requireCapabilities(
        { model: model.name, messages: [{ role: 'user', content: '', ...(images && { images: [''] }) }] },
        model,
        located,
      );
    } catch (error) {
      const shown = withoutAddress(error, this.catalog.backends);
      if (!(shown instanceof DomainError) || shown.detail.includes(model.display_name)) throw shown;
      throw new DomainError(shown.code, `${model.display_name}: ${shown.detail}`, shown);
    }
  }

  /**
   * The complete answer to something that no person asked and nobody waits for, such as the title of a chat. It uses
   * only places of a backend that nobody wants, and ends with a `GaveWay` as soon as somebody waits for one. The ledger
   * has its tokens and counts no question; it begins only while the owner has some of each limit left.
   * @throws GaveWay; DomainError from limits, catalog, queue or adapters; the reason of the abort
   */
  async whenIdle(request: Omit<CompletionRequest, 'batch'>, ending: AbortController): Promise<Answer> {
    const { userId, key, model } = request;
    const { groupIds, look } = await this.limits.require(request, 1, [model]);
    const answer = new Answer();
    let source: Source | undefined;
    try {
      source = await this.open({ ...request, batch: true, idle: true }, ending.signal);
      for await (const batch of source.batches) for (const event of batch) answer.add(event);
      return answer;
    } finally {
      if (source?.origin() === 'backend') {
        const used = { userId, keyId: key?.id, model: model.name, ...answer.usage, price: model.cost, groupIds };
        this.ledger.record({ ...used, requests: 0, failed: false, cached: false, ms: 0 });
        look();
      }
    }
  }

  /** Enforces the limits, and records the usage in the ledger. */
  private async *answer(
    request: CompletionRequest,
    answer: Answer,
    ending: AbortController,
  ): AsyncGenerator<CompletionEvent[]> {
    const { signal } = ending;
    const owner = { userId: request.userId, keyId: request.key?.id };
    const leave = this.active.enter(owner, ending, () => answer.answeredBy ?? request.model.name);
    const outcome: Outcome = {};
    outcome.admission = await this.limits
      .enter(request, mayCost(request.request), request.model)
      .catch((error: unknown) => {
        leave();
        throw error;
      });
    outcome.groupIds = outcome.admission.groupIds;
    let failed = false;
    try {
      yield* this.firstAble(request, answer, signal, outcome);
      if (request.cache.use) this.countForCache(outcome.source!.origin(), answer);
    } catch (error) {
      failed = !signal.aborted;
      throw withoutAddress(error, this.catalog.backends);
    } finally {
      this.record(request, answer, outcome, failed);
      leave();
      outcome.admission?.leave();
    }
  }

  /** The answer of the model, or of the first fallback that can give one. Once it has begun, no other is asked. */
  private async *firstAble(
    request: CompletionRequest,
    answer: Answer,
    signal: AbortSignal,
    outcome: Outcome,
  ): AsyncGenerator<CompletionEvent[]> {
    const { groupIds } = outcome;
    let fault: unknown;
    for (const fallback of [undefined, ...(request.fallbacks ?? [])]) {
      const isAsked = !fallback;
      answer.fallbackFor = isAsked ? request.insteadOf : (request.insteadOf ?? request.model.name);
      answer.answeredBy = answer.fallbackFor && (fallback ?? request).model.name;
      try {
        if (fallback) {
          // Its groups may be others: they are asked, and charged.
          outcome.admission?.leave();
          outcome.admission = undefined;
          outcome.admission = await this.limits.enter(request, mayCost(request.request), fallback.model);
          outcome.groupIds = outcome.admission.groupIds;
        }
        const asked = fallback ? { ...request, model: fallback.model, ...(await fallback.prepare()) } : request;
        const source = await this.open(asked, signal);
        outcome.source = source;
        for await (const batch of source.batches) {
          for (const event of batch) answer.add(event);
          yield asSeen(batch, answer);
        }
        return;
      } catch (error) {
        if (answer.hasBegun || signal.aborted || (isAsked && !isOut(error))) throw error;
        // That of the model that was asked for says most.
        fault ??= error;
      }
    }
    answer.answeredBy = answer.fallbackFor = undefined;
    outcome.groupIds = groupIds;
    throw fault;
  }

  private async open(
    { model, request, userId, batch, unattended, cache, idle }: CompletionRequest & { idle?: boolean },
    signal: AbortSignal,
  ): Promise<Source> {
    const places = await this.hosts.places(model, userId, request);
    const located = places.sets[0]![0]!;
    requireCapabilities(request, model, located);
    const shared = cache.shareable && (await this.cache.isShared());
    const { digest } = located.info;
    const key = cacheKey({ digest, request, userId: shared ? null : userId });
    let isCached = false;
    const find = async () => {
      const found = await this.cache.get(key);
      if (!found) return undefined;
      isCached = true;
      if (!idle) this.stats.record({ hits: 1, tokens_saved: found.usage.output_tokens, ms_saved: found.ms ?? 0 });
      return eventsOf(found);
    };
    const cached = cache.use ? await find() : undefined;
    if (cached) return { origin: () => 'cache', batches: [cached] };
    const cacheAs = cache.keep ? { key, digest } : undefined;
    const call = { model, places, request, userId: queuedAs({ userId, unattended }), batch, idle, cacheAs };
    const { batches, isJoined } = this.coalescer.join(
      // A person never joins batch or idle work, which waits behind all people in the queue.
      cache.use && cache.keep
        ? `${idle ? 'idle' : batch ? 'batch' : 'people'}:${request.unabridged ? 'whole' : ''}:${key}`
        : undefined,
      signal,
      async (aborter, push, again) => {
        const made = again ? await find() : undefined;
        if (made) for (const event of made) void push(event);
        else await this.backends.execute(call, aborter, push);
      },
      // Idle work gives way, which its asker has to hear as a `GaveWay`.
      idle,
    );
    return { origin: () => (isCached ? 'cache' : isJoined() ? 'coalesced' : 'backend'), batches };
  }

  private countForCache(origin: Origin, answer: Answer): void {
    if (origin === 'backend') this.stats.record({ misses: 1 });
    if (origin === 'coalesced')
      this.stats.record({ joined: 1, tokens_saved: answer.usage.output_tokens, ms_saved: answer.timings.total_ms });
  }

  private record(
    { userId, key, model: asked, fallbacks = [], cache }: CompletionRequest,
    answer: Answer,
    { source, groupIds }: Outcome,
    failed: boolean,
  ): void {
    const origin = source?.origin();
    const cached = origin === 'cache' || origin === 'coalesced';
    const model = answer.answeredBy ?? asked.name;
    const tokens = cached ? NO_TOKENS : answer.usage;
    const { total_ms: ms, ttft_ms } = answer.timings;
    const price = [asked, ...fallbacks.map((fallback) => fallback.model)].find(({ name }) => name === model)?.cost;
    const used = { userId, keyId: key?.id, model, ...tokens, failed, cached, price, groupIds, ms };
    const cost = this.ledger.record(used);
    this.meter.recordAnswer({
      userId,
      model,
      ...tokens,
      ...cost,
      failed,
      ...(cache.use && origin && { cache: cached ? ('hit' as const) : ('miss' as const) }),
      ms,
      ttft_ms: cached ? null : ttft_ms,
      speed: cached ? null : answer.speed,
    });
  }
}

/** Characters of an event; the others are few and small. */
const sizeOf = (event: CompletionEvent): number =>
  event.type === 'text' || event.type === 'thinking' ? event.text.length : 0;

/** A batch for the caller: of queued positions only the last one matters, and the end tells what was charged. */
function asSeen(batch: CompletionEvent[], answer: Answer): CompletionEvent[] {
  const last = batch.length - 1;
  const end = batch[last]!;
  if (last === 0 && end.type !== 'done') return batch;
  return batch.flatMap((event, i) => {
    if (event.type === 'done') return { ...event, usage: answer.usage };
    return event.type === 'queued' && i < last ? [] : event;
  });
}
