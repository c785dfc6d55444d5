import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { BackendModel, LlmBackend } from '../../llm/index.js';
import { BackendProbes, type BackendState } from './backend-probes.js';
import type { BackendHost } from './backends/backend-host.js';
import { BackendPool } from './backends/backend-pool.js';
import { bySameWeights, type HostView } from './backends/host-choice.js';
import type { Model } from './model.entity.js';

/** A model and a backend that has it. */
export interface Located {
  backend: LlmBackend;
  host: BackendHost;
  info: BackendModel;
  /** As `BackendState.isLate`. */
  isLate?: boolean;
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
  private readonly probes = new BackendProbes(
    (state) => this.learn(state),
    () => this.refreshStates(),
  );
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
      this.states = this.probes.round(this.pool.hosts).then((states) => this.keptFor(states));
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

  private learn({ backend, host, models }: BackendState): void {
    host.breaker.probed();
    for (const { name, memory } of models) if (memory) this.memoryBytes.set(`${backend.id} ${name}`, memory.bytes);
  }

  /** One that failed is asked again soon. */
  private keptFor(states: BackendState[]): BackendState[] {
    if (states.some(({ problem, host }) => problem && host.state === 'on'))
      this.until = Math.min(this.until, performance.now() + CATALOG_RETRY_MS);
    return states;
  }

  /** One that answered late, or failed by now, changes the states of its round. Nobody is asked again. */
  private refreshStates(): void {
    this.states = this.states?.then(() => this.keptFor(this.probes.states(this.pool.hosts)));
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
   * The backends that have the model, in sets of those with the same weights; the first set is to answer. One that is
   * late with its list of models is none of them while another has the model; one that may have it is waited for only
   * when no other does.
   * @param warm id of the one that answered the conversation last
   * @throws DomainError `llm.unavailable`, `model.not-pulled`
   */
  async places(model: Pick<Model, 'name' | 'provider'>, warm?: string): Promise<Located[][]> {
    let found = ModelCatalog.all(await this.snapshot(), model);
    if (found.length === 0) found = ModelCatalog.all(await this.freshSnapshot(), model);
    if (found.length === 0 && (await this.probes.settle(this.pool.hosts)))
      found = ModelCatalog.all(this.probes.states(this.pool.hosts), model);
    if (found.length === 0) throw await this.absence(model);
    found = unlessAll(found, ({ isLate }) => isLate);
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

/** Without those, unless none would be left. */
function unlessAll<T>(all: T[], isLeftOut: (one: T) => boolean | undefined): T[] {
  const kept = all.filter((one) => !isLeftOut(one));
  return kept.length > 0 ? kept : all;
}

const placeOf = (provider: string, name: string): string => `${provider} ${name}`;

type Index = ReadonlyMap<string, Located[]>;
const indexes = new WeakMap<BackendState[], Index>();

/** Which backends have a model, by kind and name: made once for each round of answers, and read by every question. */
function indexOf(states: BackendState[]): Index {
  const known = indexes.get(states);
  if (known) return known;
  const index = new Map<string, Located[]>();
  for (const { backend, host, models, isLate } of states)
    for (const info of models) {
      const place = placeOf(backend.provider, info.name);
      index.set(place, [...(index.get(place) ?? []), { backend, host, info, isLate }]);
    }
  indexes.set(states, index);
  return index;
}
