import type { BackendModel, Capability, ChatRequest } from '../../llm.port.js';
import { SHORT_TIMEOUT_MS, type RequestInit } from '../http/connection.js';
import type { OllamaRunning, OllamaShow, OllamaTag } from './ollama.wire.js';

type Ask = (path: string, init: RequestInit) => Promise<unknown>;
type Facts = Pick<BackendModel, 'capabilities' | 'context_length'>;
type Memory = NonNullable<BackendModel['memory']>;
type Running = { models?: OllamaRunning[] | null };

const KNOWN: ReadonlySet<string> = new Set<Capability>([
  'completion',
  'tools',
  'thinking',
  'vision',
  'embedding',
  'insert',
]);
/** Parallel requests to an old server. */
const AT_A_TIME = 4;

/**
 * Which models Ollama has and what they can do. Old servers leave capabilities out of the list, so each model is
 * queried once.
 */
export class ModelLister {
  /** By digest: a model's capabilities never change under the same digest. */
  private readonly facts = new Map<string, Facts>();

  /**
   * By name: the context each model was last loaded with. The server uses the same one the next time, unless a request
   * names another.
   */
  private readonly windows = new Map<string, number>();
  /** Loaded with a context that a request named, which says nothing about the next request. */
  private readonly overridden = new Set<string>();

  constructor(private readonly ask: Ask) {}

  async list(): Promise<BackendModel[]> {
    const [{ models }, loaded] = (await Promise.all([
      this.ask('/api/tags', { method: 'GET', timeoutMs: SHORT_TIMEOUT_MS }),
      this.loaded(),
    ])) as [{ models?: OllamaTag[] | null }, Map<string, Memory>];
    const tags = models ?? [];
    const unknown = tags.filter((tag) => !factsOf(tag) && !this.facts.has(tag.digest));
    const worker = async () => {
      for (let tag = unknown.pop(); tag; tag = unknown.pop()) this.facts.set(tag.digest, await this.show(tag.name));
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
    for (const digest of this.facts.keys()) if (!tags.some((tag) => tag.digest === digest)) this.facts.delete(digest);
    return tags.map((tag) => ({
      name: tag.name,
      digest: tag.digest,
      size_bytes: tag.size ?? null,
      ...(factsOf(tag) ?? this.facts.get(tag.digest) ?? { capabilities: ['completion'], context_length: null }),
      parameter_size: tag.details?.parameter_size,
      quantization: tag.details?.quantization_level,
      context_window: this.windows.get(tag.name) ?? null,
      loaded: loaded.has(tag.name),
      memory: loaded.get(tag.name),
      listing: { modified_at: tag.modified_at, details: tag.details },
    }));
  }

  /** Records a request that loads the model, with or without a context of its own. */
  recordRequest({ model, options }: ChatRequest): void {
    if (options?.num_ctx === undefined) this.overridden.delete(model);
    else this.overridden.add(model);
  }

  /** Context that a model in memory was loaded with; `undefined` when it is not in memory. */
  async contextOf(name: string): Promise<number | undefined> {
    const { models } = (await this.ask('/api/ps', { method: 'GET', timeoutMs: SHORT_TIMEOUT_MS })) as Running;
    return models?.find((model) => model.name === tagged(name))?.context_length;
  }

  /** The models in memory, by their names with tags. */
  async loaded(signal?: AbortSignal): Promise<Map<string, Memory>> {
    const { models } = (await this.ask('/api/ps', { method: 'GET', timeoutMs: SHORT_TIMEOUT_MS, signal })) as Running;
    for (const { name, context_length } of models ?? [])
      if (context_length && !this.overridden.has(name)) this.windows.set(name, context_length);
    return new Map(
      (models ?? []).map(({ name, size = 0, size_vram = 0, expires_at }) => [
        name,
        { bytes: size, vram_bytes: size_vram, expires_at: timeOf(expires_at) },
      ]),
    );
  }

  private async show(name: string): Promise<Facts> {
    // A model that vanished in between is listed without its facts, rather than failing the whole list.
    const { capabilities, model_info: info = {} } = (await this.ask('/api/show', {
      body: { model: name },
      timeoutMs: SHORT_TIMEOUT_MS,
    }).catch(() => ({}))) as OllamaShow;
    const length = info[`${String(info['general.architecture'])}.context_length`];
    return { capabilities: known(capabilities), context_length: typeof length === 'number' ? length : null };
  }
}

/** A name as Ollama lists it. */
export const tagged = (name: string): string => (name.includes(':') ? name : `${name}:latest`);

/** Ollama's times have up to nine decimals; an invalid one is left out. */
function timeOf(text: string | undefined): string | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Capabilities from the list, `undefined` where it has none. */
function factsOf({ capabilities, details }: OllamaTag): Facts | undefined {
  return capabilities && { capabilities: known(capabilities), context_length: details?.context_length ?? null };
}

const known = (capabilities: string[] = ['completion']) =>
  capabilities.filter((name): name is Capability => KNOWN.has(name));
