import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import type { BackendModel, LlmBackend } from '../../llm/index.js';
import { BACKENDS } from './backends.js';
import type { Model } from './model.entity.js';

/** Last known state of one backend. */
export interface BackendState {
  backend: LlmBackend;
  models: BackendModel[];
  /** Why the query failed; absent when it succeeded. */
  problem?: DomainError;
  /** Its models and the time of its last successful answer. */
  last?: { models: BackendModel[]; at: Date };
}

/** A model and a backend that has it. */
export interface Located {
  backend: LlmBackend;
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
  /** Bytes of memory, by backend and name. */
  private readonly memoryBytes = new Map<string, number>();

  constructor(@Inject(BACKENDS) readonly backends: readonly LlmBackend[]) {}

  /** State of every backend. Never fails: an unreachable backend has a problem in its state. */
  snapshot(): Promise<BackendState[]> {
    if (!this.states || performance.now() > this.until) {
      this.queriedAt = performance.now();
      this.until = this.queriedAt + CATALOG_CACHE_MS;
      this.states = Promise.all(this.backends.map((backend) => this.query(backend))).then((states) => {
        if (states.some(({ problem }) => problem))
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

  private async query(backend: LlmBackend): Promise<BackendState> {
    const state = await listModels(backend);
    if (!state.problem) this.lastAnswers.set(backend.id, { models: state.models, at: new Date() });
    for (const { name, memory } of state.models)
      if (memory) this.memoryBytes.set(`${backend.id} ${name}`, memory.bytes);
    return { ...state, last: this.lastAnswers.get(backend.id) };
  }

  /** Memory of a model when it was last seen loaded; `undefined` if it was not since the start. */
  memoryOf(backend: LlmBackend, name: string): number | undefined {
    return this.memoryBytes.get(`${backend.id} ${name}`);
  }

  /**
   * Finds a backend that has the model, preferring one that has it in memory.
   * @throws DomainError `llm.unavailable`, `model.not-pulled`
   */
  async locate(model: Pick<Model, 'name' | 'provider'>): Promise<Located> {
    const known = ModelCatalog.find(await this.snapshot(), model);
    if (known) return known;
    const fresh = await this.freshSnapshot();
    const found = ModelCatalog.find(fresh, model);
    if (found) return found;
    const states = fresh.filter(({ backend }) => backend.provider === model.provider);
    const down = states.find(({ problem }) => problem)?.problem;
    if (down) throw down;
    if (states.length === 0)
      throw new DomainError(
        'llm.unavailable',
        `No backend of the kind ${model.provider} is configured, so ${model.name} cannot answer. Choose another model.`,
        { retryAfter: 30 },
      );
    const how =
      model.provider === 'ollama'
        ? `Run "ollama pull ${model.name}" on the machine with the model server, or choose another model.`
        : 'Load it there, or choose another model.';
    throw new DomainError('model.not-pulled', `The backend does not have the model ${model.name}. ${how}`, {
      retryAfter: 30,
    });
  }

  /** Like `locate`, from cached states and without an error. */
  static find(states: BackendState[], { name, provider }: Pick<Model, 'name' | 'provider'>): Located | undefined {
    const index = indexOf(states);
    const all = [name, ...otherNames(name)].flatMap((one) => index.get(placeOf(provider, one)) ?? []);
    return all.find(({ info }) => info.loaded) ?? all[0];
  }
}

const placeOf = (provider: string, name: string): string => `${provider} ${name}`;

type Index = ReadonlyMap<string, Located[]>;
const indexes = new WeakMap<BackendState[], Index>();

/** Which backends have a model, by kind and name: made once for each round of answers, and read by every question. */
function indexOf(states: BackendState[]): Index {
  const known = indexes.get(states);
  if (known) return known;
  const index = new Map<string, Located[]>();
  for (const { backend, models } of states)
    for (const info of models) {
      const place = placeOf(backend.provider, info.name);
      index.set(place, [...(index.get(place) ?? []), { backend, info }]);
    }
  indexes.set(states, index);
  return index;
}

async function listModels(backend: LlmBackend): Promise<BackendState> {
  try {
    return { backend, models: await backend.models() };
  } catch (error) {
    const problem =
      error instanceof DomainError
        ? error
        : new DomainError('llm.unavailable', `${backend.label} cannot be asked for its models.`, { cause: error });
    return { backend, models: [], problem };
  }
}
