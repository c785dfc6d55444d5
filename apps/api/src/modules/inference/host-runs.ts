import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ErrorCode } from '../../common/errors/error-codes.js';
import { inSpan } from '../../common/tracing/tracing.js';
import type { ChatRequest } from '../../llm/index.js';
import {
  Affinity,
  BackendPool,
  conversationKey,
  ModelCatalog,
  placesOf,
  viewOf,
  type Located,
  type Model,
} from '../models/index.js';
import type { QueuePosition } from './queue/position-rounds.js';
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
}

/** One attempt at one backend. */
export interface Attempt extends Located {
  /** To be set with the first part of the answer: from then on no other backend may be asked. */
  hasBegun: boolean;
  /** Ids of the backends that could not, in the order in which they were asked. */
  failedOverFrom: readonly string[];
}

/** The backend itself cannot: it counts for its circuit breaker. */
const OF_HOST: ReadonlySet<ErrorCode> = new Set(['llm.unavailable', 'llm.failed', 'llm.busy', 'llm.ended-early']);
/** It cannot answer with this model, and another may. */
const OF_MODEL_THERE: ReadonlySet<ErrorCode> = new Set(['model.not-pulled', 'llm.out-of-memory']);

/** Has work done by one of the backends that have a model, and by the next one when the first cannot even begin. */
@Injectable()
export class HostRuns {
  private readonly affinity = new Affinity();
  private readonly running = new Map<string, number>();

  constructor(
    private readonly queue: QueueService,
    private readonly catalog: ModelCatalog,
    private readonly pool: BackendPool,
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

  /** Work in progress at a backend, of this process. */
  runningAt(id: string): number {
    return this.running.get(id) ?? 0;
  }

  /**
   * Waits for a place and does the work there. What fails before it has begun is tried at the other backends, each
   * once; what has begun is never done again.
   * @throws what the queue throws and the last attempt; the reason of the abort
   */
  async run<T>(
    request: HostRequest,
    signal: AbortSignal,
    report: ((position: QueuePosition) => void) | undefined,
    work: (attempt: Attempt) => Promise<T>,
  ): Promise<T> {
    const { sets, conversation } = request.places;
    const failed: string[] = [];
    let fault: unknown;
    for (const set of sets)
      for (let left = set; left.length > 0; left = left.filter(({ backend }) => !failed.includes(backend.id))) {
        const lease = await this.acquire(request, left, signal, report);
        const located = left.find(({ backend }) => backend.id === lease.host)!;
        const attempt: Attempt = { ...located, hasBegun: false, failedOverFrom: [...failed] };
        const { breaker } = located.host;
        const leave = breaker.enter();
        this.count(lease.host, 1);
        try {
          const done = await work(attempt);
          breaker.succeeded();
          if (conversation) this.affinity.set(conversation, lease.host);
          return done;
        } catch (error) {
          leave();
          this.learn(located, error, attempt.hasBegun || signal.aborted);
          if (attempt.hasBegun || signal.aborted || !mayBeDoneElsewhere(error)) throw error;
          failed.push(lease.host);
          fault = error;
        } finally {
          this.count(lease.host, -1);
          lease.release();
        }
      }
    throw fault;
  }

  private acquire(
    { userId, batch, idle, places: { warm } }: HostRequest,
    left: Located[],
    signal: AbortSignal,
    report?: (position: QueuePosition) => void,
  ) {
    const hosts = placesOf(left.map(viewOf), warm);
    const entry = { userId, batch, hosts };
    return inSpan('llm.queue', 'internal', { 'llm.backend': hosts[0]!.id, 'llm.batch': batch }, () =>
      idle ? this.queue.acquireIdle(entry, idle) : this.queue.acquire(entry, signal, report),
    );
  }

  private learn({ host: { breaker } }: Located, error: unknown, saysNothing: boolean): void {
    if (!(error instanceof DomainError)) return;
    // The cached state of the backend is wrong: the next question and the health page query it again.
    if (error.code === 'model.not-pulled' || error.code === 'llm.unavailable') this.catalog.invalidate();
    if (saysNothing) return;
    if (OF_HOST.has(error.code)) breaker.failed(error.detail);
    else if (!OF_MODEL_THERE.has(error.code)) breaker.succeeded();
  }

  private count(id: string, by: 1 | -1): void {
    const next = this.runningAt(id) + by;
    if (next > 0) this.running.set(id, next);
    else this.running.delete(id);
  }
}

const mayBeDoneElsewhere = (error: unknown): boolean =>
  error instanceof DomainError && (OF_HOST.has(error.code) || OF_MODEL_THERE.has(error.code));
