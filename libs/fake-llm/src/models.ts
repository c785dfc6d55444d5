import { createHash } from 'node:crypto';
import { goTime, parseGoDuration } from './go-json.js';

export type FakeCapability = 'completion' | 'tools' | 'thinking' | 'vision' | 'embedding' | 'insert';

export interface FakeModel {
  /** With or without a tag; `latest` is added if missing. */
  name: string;
  capabilities?: FakeCapability[];
  /** Thinks or does not, and refuses levels of it, like most models. */
  thinksWithoutLevels?: boolean;
  size?: number;
  parameterSize?: string;
  contextLength?: number;
  embeddingLength?: number;
  /**
   * Its vectors are near when texts have words in common, or words of one of these groups, such as `['key', 'clé']`.
   * Without it a vector says nothing but whether two texts are the same.
   */
  meanings?: string[][];
  /** 64 hexadecimal digits; derived from the name if missing. */
  digest?: string;
}

interface Loaded {
  expiresAt: number;
  /** How long after each request: the last one that was named. */
  keepAliveMs: number;
  contextLength: number;
}

const FOREVER_MS = 292 * 365 * 86_400_000;
const DEFAULT_KEEP_ALIVE_MS = 300_000;
export const DEFAULT_CONTEXT = 4096;

/** Scenarios that are models too, because a browser test chooses its scenario by choosing its model. */
const PICKABLE = [
  'slow',
  'endless',
  'thinking',
  'raw-think',
  'markdown',
  'tool-call',
  'error-mid-stream',
  'silent-end',
  'error-before-first',
  'gated',
  'xss',
  'long',
  'echo',
];

export const DEFAULT_MODELS: FakeModel[] = [
  { name: 'gemma2:2b', size: 1_629_518_495, parameterSize: '2.6B', contextLength: 8192 },
  {
    name: 'qwen3:4b',
    capabilities: ['completion', 'tools', 'thinking'],
    size: 2_497_293_918,
    parameterSize: '4.0B',
    contextLength: 262_144,
  },
  {
    name: 'llava:7b',
    capabilities: ['completion', 'vision'],
    size: 4_733_363_377,
    parameterSize: '7B',
    contextLength: 32_768,
  },
  {
    name: 'nomic-embed-text',
    capabilities: ['embedding'],
    size: 274_302_450,
    parameterSize: '137M',
    contextLength: 2048,
    embeddingLength: 8,
  },
  ...PICKABLE.map((scenario): FakeModel => ({
    name: `fake-${scenario}`,
    capabilities: ['completion', 'tools', 'thinking'],
  })),
];

export const withTag = (name: string) => (/:[^/]*$/.test(name) ? name : `${name}:latest`);
const key = (name: string) => withTag(name).toLowerCase();

/** A server's models, which of them are in memory, and until when. */
export class ModelStore {
  private readonly models = new Map<string, FakeModel & { modifiedAt: number }>();
  private readonly loaded = new Map<string, Loaded>();

  constructor(
    models: FakeModel[],
    private readonly now: () => number,
    private readonly maxLoaded = 3,
  ) {
    this.replace(models);
  }

  replace(models: FakeModel[]): void {
    this.models.clear();
    this.loaded.clear();
    // Tags are listed newest first, so the first given model is the newest.
    models.forEach((model, i) => this.models.set(key(model.name), { ...model, modifiedAt: this.now() - 1000 * i }));
  }

  add(model: FakeModel): void {
    this.models.set(key(model.name), { ...model, modifiedAt: this.now() });
  }

  find(name: string): FakeModel | undefined {
    return this.models.get(key(name));
  }

  remove(name: string): boolean {
    this.loaded.delete(key(name));
    return this.models.delete(key(name));
  }

  capabilities(model: FakeModel): FakeCapability[] {
    return model.capabilities ?? ['completion'];
  }

  /**
   * Loads a model into memory, or extends its keep-alive.
   * @returns whether it had to be loaded; a changed context length also causes a load.
   */
  touch(model: FakeModel, keepAlive: unknown, numCtx?: number): boolean {
    this.expire();
    const id = key(model.name);
    const before = this.loaded.get(id);
    const contextLength = Math.min(numCtx ?? DEFAULT_CONTEXT, model.contextLength ?? Infinity);
    // A request that names no time leaves a loaded model the one it has, even if that is for ever.
    const keptMs = keepAlive == null && before ? before.keepAliveMs : keepAliveMs(keepAlive);
    this.loaded.set(id, { expiresAt: this.now() + keptMs, keepAliveMs: keptMs, contextLength });
    // The least recently loaded model is evicted for a new one.
    const [oldest] = [...this.loaded.keys()].filter((other) => other !== id);
    if (oldest && this.loaded.size > this.maxLoaded) this.loaded.delete(oldest);
    return before?.contextLength !== contextLength;
  }

  unload(model: FakeModel): void {
    this.loaded.delete(key(model.name));
  }

  /** The body of `/api/tags`. */
  tags(withCapabilities: boolean): Record<string, unknown>[] {
    return [...this.models.values()]
      .sort((a, b) => b.modifiedAt - a.modifiedAt)
      .map((model) => ({
        ...identity(model),
        modified_at: goTime(model.modifiedAt, 123_456),
        details: {
          ...details(model),
          ...(withCapabilities
            ? { context_length: model.contextLength ?? DEFAULT_CONTEXT, embedding_length: model.embeddingLength ?? 256 }
            : {}),
        },
        ...(withCapabilities ? { capabilities: this.capabilities(model) } : {}),
      }));
  }

  /** The body of `/api/ps`, latest expiry first. */
  running(): Record<string, unknown>[] {
    this.expire();
    return [...this.loaded]
      .sort(([, a], [, b]) => b.expiresAt - a.expiresAt)
      .flatMap(([id, { expiresAt, contextLength }]) => {
        const model = this.models.get(id);
        if (!model) return [];
        return [
          {
            ...identity(model),
            details: details(model),
            expires_at: goTime(expiresAt),
            size_vram: 0,
            context_length: contextLength,
          },
        ];
      });
  }

  private expire(): void {
    for (const [id, { expiresAt }] of this.loaded) if (expiresAt <= this.now()) this.loaded.delete(id);
  }
}

/** @throws Error with Ollama's message for an invalid duration. */
export function keepAliveMs(value: unknown): number {
  if (value == null) return DEFAULT_KEEP_ALIVE_MS;
  const ms = typeof value === 'number' ? value * 1000 : parseGoDuration(String(value));
  if (ms === undefined) throw new Error(`time: invalid duration ${JSON.stringify(value)}`);
  return ms < 0 ? FOREVER_MS : ms;
}

export const digestOf = (model: FakeModel) =>
  model.digest ?? createHash('sha256').update(withTag(model.name)).digest('hex');

function identity(model: FakeModel) {
  const name = withTag(model.name);
  return { name, model: name, size: model.size ?? 15_277_751, digest: digestOf(model) };
}

export function details(model: FakeModel) {
  return {
    parent_model: '',
    format: 'gguf',
    family: 'llama',
    families: ['llama'],
    parameter_size: model.parameterSize ?? '815K',
    quantization_level: 'Q4_K_M',
  };
}
