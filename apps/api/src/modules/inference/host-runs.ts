import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ErrorCode } from '../../common/errors/error-codes.js';
import { inSpan } from '../../common/tracing/tracing.js';
import { ENV, type Env } from '../../config/env.js';
import { isBrokenOff, isUnreachable, type ChatRequest } from '../../llm/index.js';
import {
  Affinity,
  BackendPool,
  conversationKey,
  ModelCatalog,
  outOfService,
  placesOf,
  viewOf,
  type BackendHost,
  type Located,
  type Model,
} from '../models/index.js';
import { watchSilence, type Attempt } from './attempt.js';
import type { QueuePosition } from './queue/position-rounds.js';
import type { Lease, QueueEntry } from './queue/queue.js';
import { QueueService } from './queue/queue.service.js';

/** The backends that have a model, in sets of the same weights, and what is known of the conversation. */
export interface Places {
  sets: Located[][];
  /** Key of the conversation among those that hosts have warm. */
  conversation?: string;
  warm?: string;
}

export interface HostRequest {
  places: Places;
  /** The user in the fair queue. */
  userId: string;
  /** Batch work: no person waits for it. */
  batch: boolean;
  /** Of work that nobody waits for: see `Queue.acquireIdle`. */
  idle?: AbortController;
  /** It streams, so a host that says nothing can be told from one that works. */
  isStreamed?: boolean;
}

/** The backend itself cannot: it counts for its circuit breaker. */
const OF_HOST: ReadonlySet<ErrorCode> = new Set(['llm.unavailable', 'llm.failed', 'llm.busy', 'llm.ended-early']);
/** It cannot answer with this model, and another may. */
const OF_MODEL_THERE: ReadonlySet<ErrorCode> = new Set(['model.not-pulled', 'llm.out-of-memory']);
/** It may be the request that breaks them: so many hosts are risked for it. */
const OF_REQUEST_PERHAPS: ReadonlySet<ErrorCode> = new Set(['llm.failed', 'llm.ended-early']);
const MOST_RISKED = 2;
/** How often idle work looks whether there is room for it. */
const IDLE_RETRY_MS = 500;
/** A host that failed, where only another one can tell whether the request was at fault. */
interface Suspect {
  located: Located;
  fault: string;
}

/** Has work done by one of the backends that have a model, and by the next one when the first cannot even begin. */
@Injectable()
export class HostRuns {
  private readonly affinity = new Affinity();
  private readonly running = new Map<string, number>();

  constructor(
    private readonly queue: QueueService,
    private readonly catalog: ModelCatalog,
    private readonly pool: BackendPool,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * The backends that may answer, the best set of them first.
   * @param request the conversation; absent for work without one
   * @throws DomainError `llm.unavailable`, `model.not-pulled`
   */
  async places(model: Model, userId: string, request?: ChatRequest): Promise<Places> {
    // With one backend there is nothing to choose.
    const conversation =
      request && this.pool.hosts.length > 1 ? conversationKey(userId, model.name, request) : undefined;
    const warm = conversation && this.affinity.get(conversation);
    return { sets: await this.catalog.places(model, warm), conversation, warm };
  }

  /**
   * The backends that have the same weights of a model, for work whose results are compared with each other: those of
   * the lowest tier, and the first of them, however busy they are.
   * @throws as `places`
   */
  async sameWeights(model: Model): Promise<Places> {
    const all = (await this.catalog.places(model)).flat();
    const order = new Map(this.pool.hosts.map(({ backend }, at) => [backend.id, at]));
    const rank = ({ backend, host }: Located) => host.tier * order.size + (order.get(backend.id) ?? 0);
    const { digest } = all.toSorted((one, other) => rank(one) - rank(other))[0]!.info;
    return { sets: [all.filter(({ info }) => info.digest === digest)] };
  }

  /** Work in progress at a backend, of this process. */
  runningAt(id: string): number {
    return this.running.get(id) ?? 0;
  }

  /**
   * Waits for a place and does the work there. What fails before it has begun is tried at the other backends, each
   * once; what has begun is never done again. A stream that says nothing for LLM_SILENCE_SECONDS fails, too, while
   * another backend may answer it.
   *
   * A fault counts for the breaker of its host. What broke the connection, or an error of which nobody knows more, may
   * be the request's own: then two hosts are risked at most. Such an error (`llm.failed`) counts against the first once
   * the other has done the same work, when there is no other, or when the host has it again and again.
   * @throws what the queue throws and the last attempt; the reason of the abort
   */
  async run<T>(
    request: HostRequest,
    signal: AbortSignal,
    report: ((position: QueuePosition) => void) | undefined,
    work: (attempt: Attempt) => Promise<T>,
  ): Promise<T> {
    const suspects: Suspect[] = [];
    try {
      return await this.attempts(request, signal, report, work, suspects);
    } finally {
      for (const { located, fault } of suspects) this.breakerOf(located)?.suspected(fault);
    }
  }

  private async attempts<T>(
    request: HostRequest,
    signal: AbortSignal,
    report: ((position: QueuePosition) => void) | undefined,
    work: (attempt: Attempt) => Promise<T>,
    suspects: Suspect[],
  ): Promise<T> {
    const { sets, conversation } = request.places;
    const all = sets.flat();
    const failed: string[] = [];
    const tried = new Set<string>();
    const hasOther = () => all.some((located) => !tried.has(located.backend.id) && this.mayAnswer(located));
    let risked = 0;
    let fault: unknown;
    let isAdmitted = false;
    for (const set of sets) {
      const left = new Map(set.map((located) => [located.backend.id, located]));
      while (left.size > 0) {
        const lease = await this.acquire(request, [...left.values()], isAdmitted, signal, report);
        isAdmitted = true;
        try {
          const located = this.asItIsNow(left.get(lease.host)!);
          if (located instanceof DomainError) {
            left.delete(lease.host);
            fault ??= located;
            continue;
          }
          left.set(lease.host, located);
          // It has failed others while this one waited.
          if (!admits(located) && [...left.values()].some(admits)) continue;
          left.delete(lease.host);
          tried.add(lease.host);
          const attempt = this.attemptAt(located, failed, signal, suspects);
          const stop =
            request.isStreamed && all.length > 1
              ? watchSilence(attempt, signal, this.env.LLM_SILENCE_SECONDS, hasOther)
              : undefined;
          try {
            const done = await this.counted(attempt, work);
            this.accuse(suspects);
            if (conversation) this.affinity.set(conversation, lease.host);
            return done;
          } catch (error) {
            const saysNothing = attempt.hasBegun || signal.aborted;
            const suspect = saysNothing || all.length === 1 ? undefined : suspectOf(located, error);
            if (suspect) suspects.push(suspect);
            else this.learn(located, error, saysNothing);
            if (saysNothing || !mayBeDoneElsewhere(error)) throw error;
            if (mayBeOfRequest(error) && ++risked === MOST_RISKED) throw error;
            failed.push(lease.host);
            fault = error;
          } finally {
            stop?.();
          }
        } finally {
          lease.release();
        }
      }
    }
    throw fault;
  }

  /** @param isAdmitted it had a place before, where it could not be done */
  private acquire(
    { userId, batch, idle, places: { warm } }: HostRequest,
    left: Located[],
    isAdmitted: boolean,
    signal: AbortSignal,
    report?: (position: QueuePosition) => void,
  ) {
    const hosts = placesOf(left.map(viewOf), warm);
    const entry = { userId, batch, hosts, isAdmitted };
    return inSpan('llm.queue', 'internal', { 'llm.backend': hosts[0]!.id, 'llm.batch': batch }, () =>
      idle ? this.acquireIdle(entry, idle) : this.queue.acquire(entry, signal, report),
    );
  }

  /** Idle work that had a place passed the bound of what waits: it is not refused for want of room, but looks again. */
  private async acquireIdle(entry: QueueEntry, ending: AbortController): Promise<Lease> {
    for (;;)
      try {
        return await this.queue.acquireIdle(entry, ending);
      } catch (error) {
        if (!entry.isAdmitted || !(error instanceof DomainError) || error.code !== 'llm.busy') throw error;
        await setTimeout(IDLE_RETRY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
        ending.signal.throwIfAborted();
      }
  }

  /** While its place was waited for, an admin may have changed it, or taken it out of service. */
  private asItIsNow(located: Located): Located | DomainError {
    const host = this.pool.host(located.backend.id);
    if (!host) return removed(located);
    return outOfService(host) ?? { ...located, backend: host.backend, host };
  }

  private mayAnswer({ backend }: Located): boolean {
    const host = this.pool.host(backend.id);
    return host !== undefined && outOfService(host) === undefined && host.breaker.admits;
  }

  private attemptAt(located: Located, failed: readonly string[], signal: AbortSignal, suspects: Suspect[]): Attempt {
    const attempt: Attempt = {
      ...located,
      signal,
      hasBegun: false,
      loads: () => undefined,
      begin: () => {
        attempt.hasBegun = true;
        this.breakerOf(located)?.succeeded();
        this.accuse(suspects);
      },
      failedOverFrom: [...failed],
    };
    return attempt;
  }

  /** Another host has done what these failed at. */
  private accuse(suspects: Suspect[]): void {
    for (const { located, fault } of suspects.splice(0)) this.breakerOf(located)?.failed(fault);
  }

  private async counted<T>(attempt: Attempt, work: (attempt: Attempt) => Promise<T>): Promise<T> {
    const { id } = attempt.backend;
    const leave = attempt.host.breaker.enter();
    this.count(id, 1);
    try {
      const done = await work(attempt);
      // What began long ago says nothing about now.
      if (!attempt.hasBegun) this.breakerOf(attempt)?.succeeded();
      return done;
    } finally {
      leave();
      this.count(id, -1);
    }
  }

  private learn(located: Located, error: unknown, saysNothing: boolean): void {
    if (!(error instanceof DomainError)) return;
    // The cached state of the backend is wrong: the next question and the health page query it again.
    if (error.code === 'model.not-pulled' || error.code === 'llm.unavailable') this.catalog.invalidate();
    if (saysNothing) return;
    const breaker = this.breakerOf(located);
    if (OF_HOST.has(error.code)) breaker?.failed(error.detail, isUnreachable(error));
    else if (!OF_MODEL_THERE.has(error.code)) breaker?.succeeded();
  }

  /** `undefined` for one that has left the pool, or has another address or key there by now. */
  private breakerOf({ backend, host }: Located): BackendHost['breaker'] | undefined {
    return this.pool.find(backend.id) === backend ? host.breaker : undefined;
  }

  private count(id: string, by: 1 | -1): void {
    const next = this.runningAt(id) + by;
    if (next > 0) this.running.set(id, next);
    else this.running.delete(id);
  }
}

const mayBeDoneElsewhere = (error: unknown): boolean =>
  error instanceof DomainError && (OF_HOST.has(error.code) || OF_MODEL_THERE.has(error.code));

const mayBeOfRequest = (error: unknown): boolean =>
  error instanceof DomainError && (OF_REQUEST_PERHAPS.has(error.code) || isBrokenOff(error));

const suspectOf = (located: Located, error: unknown): Suspect | undefined =>
  error instanceof DomainError && error.code === 'llm.failed' ? { located, fault: error.detail } : undefined;

const admits = ({ host }: Located): boolean => host.breaker.admits;

const removed = ({ backend }: Located): DomainError =>
  new DomainError('llm.unavailable', `${backend.label} was taken out of service.`, { retryAfter: 30 });
