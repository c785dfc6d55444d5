import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { BackendModel, LlmBackend } from '../../llm/index.js';
import { outOfService, type BackendHost } from './backends/backend-host.js';
import { BackendPool } from './backends/backend-pool.js';
import { bySameWeights, type HostView } from './backends/host-choice.js';
import type { Model } from './model.entity.js';

/** Last known state of one backend. */
export interface BackendState {
  backend: LlmBackend;
  host: BackendHost;
  models: BackendModel[];
  /** Why the query failed, or why it was not asked; absent when it answered. */
  problem?: DomainError;
  /** Its models and the time of its last successful answer. */
  last?: { models: BackendModel[]; at: Date };
}

/** A model and a backend that has it. */
export interface Located {
  backend: LlmBackend;
  host: BackendHost;
  info: BackendModel;
}

/**
 * How long a list of models is cached. A changed digest must be noticed within 30 s, a recovered backend much sooner.
 */
const CATALOG_CACHE_MS = 10_000;
const CATALOG_RETRY_MS = 2_000;

/**
 * What is missing in states older than this may have come since, and what is in memory may have left it: the backends
 * are asked once more before either is said.
 */
const CATALOG_FRESH_MS = 1_000;

/** How long one is waited for that did not answer the last time. */
const FAILING_WAIT_MS = 500;

const LATEST = ':latest';

/** Ollama lists `tiny` as `tiny:latest`; people write either. */
export const otherNames = (name: string): string[] =>
  name.endsWith(LATEST) ? [name.slice(0, -LATEST.length), name + LATEST] : [name + LATEST];

export const sameName = (a: string, b: string): boolean => a === b || otherNames(a).includes(b);

/** Knows which models the backends have, by querying them from time to time. */
@Injectable()
export class ModelCatalog {
  private states?: Promise<BackendState[]>;
  private until = 0;
  private queriedAt = -Infinity;
  private readonly lastAnswers = new Map<string, NonNullable<BackendState['last']>>();
  /** Last states of those that did not answer, by id. */
  private readonly failing = new Map<string, BackendState>();
  /** Bytes of memory, by backend and name. */
  private readonly memoryBytes = new Map<string, number>();

  constructor(private readonly pool: BackendPool) {
    pool.onChange(() => this.invalidate());
  }

  /** What errors may name: see `withoutAddress`. */
  get backends(): BackendPool['ever'] {
    return this.pool.ever;
  }

  /** State of every backend. Never fails: an unreachable backend has a problem in its state. */
  snapshot(): Promise<BackendState[]> {
    if (!this.states || performance.now() > this.until) {
      this.queriedAt = performance.now();
      this.until = this.queriedAt + CATALOG_CACHE_MS;
      this.pool.refresh();
      this.states = Promise.all(this.pool.hosts.map((host) => this.query(host))).then((states) => {
        if (states.some(({ problem, host }) => problem && host.state === 'on'))
          this.until = Math.min(this.until, performance.now() + CATALOG_RETRY_MS);
        return states;
      });
    }
    return this.states;
  }

  /** The last states, if they are recent enough. Queries no backend. */
  async recentSnapshot(withinMs: number): Promise<BackendState[] | undefined> {
    return performance.now() - this.queriedAt <= withinMs ? this.states : undefined;
  }

  /** Drops the cached states, so that the next call queries the backends. */
  invalidate(): void {
    this.until = 0;
  }

  /**
   * The states before one says that something is missing, or what is in memory: queried anew, unless they are about as
   * new as the question. However many ask, the backends are queried once a second.
   */
  freshSnapshot(): Promise<BackendState[]> {
    if (performance.now() - this.queriedAt > CATALOG_FRESH_MS) this.invalidate();
    return this.snapshot();
  }

  private async query(host: BackendHost): Promise<BackendState> {
    const { backend } = host;
    const problem = outOfService(host);
    const state = problem ? { backend, host, models: [], problem } : await this.listed(host);
    if (!state.problem) {
      host.breaker.probed();
      this.lastAnswers.set(backend.id, { models: state.models, at: new Date() });
    }
    for (const { name, memory } of state.models)
      if (memory) this.memoryBytes.set(`${backend.id} ${name}`, memory.bytes);
    return { ...state, last: this.lastAnswers.get(backend.id) };
  }

  /** One that was out of reach a moment ago does not hold up the others: what it says later counts then. */
  private async listed(host: BackendHost): Promise<BackendState> {
    const { id } = host.backend;
    const before = this.failing.get(id);
    const asked = listModels(host).then((state) => {
      if (state.problem) this.failing.set(id, state);
      else this.failing.delete(id);
      return state;
    });
    if (!before) return asked;
    let timer: NodeJS.Timeout | undefined;
    const known = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FAILING_WAIT_MS).unref();
    });
    const state = await Promise.race([asked, known]);
    clearTimeout(timer);
    if (state) return state;
    void asked.then(({ problem }) => {
      if (!problem) this.invalidate();
    });
    return { ...before, host };
  }

  /** Memory of a model when it was last seen loaded; `undefined` if it was not since the start. */
  memoryOf(backend: LlmBackend, name: string): number | undefined {
    return this.memoryBytes.get(`${backend.id} ${name}`);
  }

  /**
   * Finds a backend that has the model: of the lowest tier, and there one that has it in memory.
   * @throws DomainError `llm.unavailable`, `model.not-pulled`
   */
  async locate(model: Pick<Model, 'name' | 'provider'>): Promise<Located> {
    return (await this.places(model))[0]![0]!;
  }

  /**
   * The backends that have the model, in sets of those with the same weights; the first set is to answer.
   * @param warm id of the one that answered the conversation last
   * @throws DomainError `llm.unavailable`, `model.not-pulled`
   */
  async places(model: Pick<Model, 'name' | 'provider'>, warm?: string): Promise<Located[][]> {
    let found = ModelCatalog.all(await this.snapshot(), model);
    if (found.length === 0) found = ModelCatalog.all(await this.freshSnapshot(), model);
    if (found.length === 0) throw await this.absence(model);
    const views = found.map((located) => ({ located, digest: located.info.digest, host: viewOf(located) }));
    return bySameWeights(views, warm).map((set) => set.map(({ located }) => located));
  }

  private async absence(model: Pick<Model, 'name' | 'provider'>): Promise<DomainError> {
    const fresh = await this.snapshot();
    const states = fresh.filter(({ backend }) => backend.provider === model.provider);
    const down = downOf(states, model)?.problem;
    if (down) return down;
    if (states.length === 0)
      return new DomainError(
        'llm.unavailable',
        `No backend of the kind ${model.provider} is configured, so ${model.name} cannot answer. Choose another model.`,
        { retryAfter: 30 },
      );
    const how =
      model.provider === 'ollama'
        ? `Run "ollama pull ${model.name}" on the machine with the model server, or choose another model.`
        : 'Load it there, or choose another model.';
    return new DomainError('model.not-pulled', `The backend does not have the model ${model.name}. ${how}`, {
      retryAfter: 30,
    });
  }

  /** Like `locate`, from cached states and without an error. */
  static find(states: BackendState[], model: Pick<Model, 'name' | 'provider'>): Located | undefined {
    return ModelCatalog.all(states, model)[0];
  }

  /** Every backend that has the model: the lowest tier first, and there those that have it in memory. */
  static all(states: BackendState[], { name, provider }: Pick<Model, 'name' | 'provider'>): Located[] {
    const index = indexOf(states);
    const seen = new Set<LlmBackend>();
    return [name, ...otherNames(name)]
      .flatMap((one) => index.get(placeOf(provider, one)) ?? [])
      .filter(({ backend }) => !seen.has(backend) && seen.add(backend))
      .sort((a, b) => a.host.tier - b.host.tier || Number(b.info.loaded) - Number(a.info.loaded));
  }
}

/** As the choice between hosts sees it now. */
export const viewOf = ({ backend, host, info }: Located): HostView => ({
  id: backend.id,
  tier: host.tier,
  weight: host.weight,
  parallel: host.maxParallel,
  admits: host.breaker.admits,
  loaded: info.loaded,
});

/**
 * Which backend of these may have the model and does not answer. One that an admin took out of service counts when no
 * other is left, or when it was seen to have the model.
 */
export function downOf(states: BackendState[], { name }: Pick<Model, 'name'>): BackendState | undefined {
  const out = states.filter(({ problem }) => problem);
  const had = ({ last }: BackendState) => last?.models.some((info) => sameName(info.name, name));
  return out.find(({ host }) => host.state === 'on') ?? (out.length === states.length ? out[0] : out.find(had));
}

const placeOf = (provider: string, name: string): string => `${provider} ${name}`;

type Index = ReadonlyMap<string, Located[]>;
const indexes = new WeakMap<BackendState[], Index>();

/** Which backends have a model, by kind and name: made once for each round of answers, and read by every question. */
function indexOf(states: BackendState[]): Index {
  const known = indexes.get(states);
  if (known) return known;
  const index = new Map<string, Located[]>();
  for (const { backend, host, models } of states)
    for (const info of models) {
      const place = placeOf(backend.provider, info.name);
      index.set(place, [...(index.get(place) ?? []), { backend, host, info }]);
    }
  indexes.set(states, index);
  return index;
}

async function listModels(host: BackendHost): Promise<BackendState> {
  const { backend } = host;
  try {
    return { backend, host, models: await backend.models() };
  } catch (error) {
    const problem =
      error instanceof DomainError
        ? error
        : new DomainError('llm.unavailable', `${backend.label} cannot be asked for its models.`, { cause: error });
    return { backend, host, models: [], problem };
  }
}
