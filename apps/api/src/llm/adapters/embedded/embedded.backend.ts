import { availableParallelism } from 'node:os';
import { MODEL_NAME } from '@pocket-llm/tiny-model';
import type { Llama } from 'node-llama-cpp';
import { DomainError } from '../../../common/errors/domain-error.js';
import type {
  BackendHealth,
  BackendModel,
  ChatChunk,
  ChatRequest,
  LlmBackend,
  ModelSource,
  OptionalField,
  PullProgress,
  Room,
} from '../../llm.port.js';
import { faultOf } from './embedded.faults.js';
import { untilAborted } from './until-aborted.js';
import { functionsOf, historyOf } from './chat-history.js';
import { tokensOf } from './count-prompt.js';
import { discardPart, downloadModel } from './download/download.js';
import { SourceList } from './download/source-list.js';
import { INSTALLED_ENGINE, LazyEngine, type Engine, type EngineSource } from './engine.js';
import { checkHeader } from './gguf-header.js';
import { generate } from './generation.js';
import { ModelFolder } from './model-folder.js';
import { contextSizeOf, ResidentModel } from './resident-model.js';
import { countText } from './text-task.js';

export interface EmbeddedOptions {
  /** Folder with `*.gguf` files; created when it is missing. */
  folder: string;
  /** Default: all cores but one. More threads than free cores slow it down by orders of magnitude. */
  threads?: number;
  /** Answers in progress per model. Default 4. */
  sequences?: number;
  /** A model leaves the memory after this long without a question. Default five minutes. */
  idleMs?: number;
  /** Hosts that models may be downloaded from; see `SourceList`. Default: none. */
  sources?: string[];
  /** Replaced in tests of its absence. */
  source?: EngineSource;
}

interface Resident {
  model: Promise<ResidentModel>;
  loaded: boolean;
  /** Answers in progress or about to begin. */
  users: number;
  idle?: NodeJS.Timeout;
}

const HONOURS: ReadonlySet<OptionalField> = new Set<OptionalField>([
  'text',
  'text.suffix',
  'options.num_ctx',
  'options.top_k',
  'options.min_p',
  'options.repeat_penalty',
  'options.repeat_last_n',
  'options.presence_penalty',
  'options.frequency_penalty',
]);

/** llama.cpp inside this process, on the CPU: the fallback when no model server is reachable. */
export class EmbeddedBackend implements LlmBackend {
  readonly provider = 'embedded';
  readonly id = 'embedded@local';
  readonly name = 'The embedded engine';
  readonly label = 'Embedded engine (CPU)';
  readonly local = true;
  readonly honours = HONOURS;
  private readonly folder: ModelFolder;
  private readonly threads: number;
  private readonly sequences: number;
  private readonly idleMs: number;
  private readonly engine: LazyEngine;
  private readonly sources: SourceList;
  private llama: Promise<Llama> | undefined;
  private readonly residents = new Map<string, Resident>();
  private readonly closing = new AbortController();

  constructor({
    folder,
    threads = Math.max(1, availableParallelism() - 1),
    sequences = 4,
    idleMs = 300_000,
    sources = [],
    source = INSTALLED_ENGINE,
  }: EmbeddedOptions) {
    this.engine = new LazyEngine(source);
    this.folder = new ModelFolder(folder, () => this.engine.load());
    this.threads = threads;
    this.sequences = sequences;
    this.idleMs = idleMs;
    this.sources = new SourceList(sources);
  }

  async health(): Promise<BackendHealth> {
    try {
      return { reachable: true, version: `node-llama-cpp ${await this.engine.version()}` };
    } catch (error) {
      return { reachable: false, detail: (error as DomainError).detail };
    }
  }

  async models(): Promise<BackendModel[]> {
    await this.engine.version();
    try {
      return (await this.folder.list()).map((entry) => ({
        ...entry,
        context_window: contextSizeOf(entry),
        loaded: this.residents.get(entry.name)?.loaded ?? false,
      }));
    } catch (error) {
      if (error instanceof DomainError) throw error;
      throw new DomainError(
        'llm.unavailable',
        'The folder of local models cannot be read or written. Check the permissions of the data directory.',
        { cause: error },
      );
    }
  }

  async *chat(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatChunk> {
    signal.throwIfAborted();
    const engine = await this.engine.load();
    const { model } = request;
    await this.requireFile(model);
    const resident = this.enter(engine, model);
    try {
      if (!resident.loaded) yield { type: 'loading' };
      const loaded = await untilAborted(resident.model, signal);
      yield* generate(engine, loaded, request, AbortSignal.any([signal, this.closing.signal]));
    } catch (error) {
      signal.throwIfAborted();
      throw faultOf(error, model);
    } finally {
      this.leave(model, resident);
    }
  }

  countTokens({ model, messages, text, tools }: ChatRequest, signal: AbortSignal): Promise<number> {
    return this.withModel(model, signal, (loaded) =>
      text
        ? countText(loaded.model, model, text)
        : tokensOf(loaded, historyOf(messages, loaded.wrapper), functionsOf(tools)),
    );
  }

  load(name: string, _options: unknown, signal: AbortSignal): Promise<void> {
    return this.withModel(name, signal, () => undefined);
  }

  async unload(name: string): Promise<void> {
    const resident = this.residents.get(name);
    if (!resident) return;
    if (resident.users > 0)
      throw new DomainError('model.in-use', `${name} is answering right now. Wait for the answer, or stop it.`, {
        retryAfter: 10,
      });
    await this.evict(name, resident);
  }

  async remove(name: string): Promise<void> {
    if (name === MODEL_NAME)
      throw new DomainError(
        'llm.unsupported',
        'The demo model belongs to the program and cannot be deleted. Disable it instead.',
      );
    await this.requireFile(name);
    await this.unload(name);
    await this.folder.remove(name);
  }

  async *download(name: string, source: ModelSource, signal: AbortSignal): AsyncGenerator<PullProgress> {
    await this.engine.load(); // Without the engine the file would be useless.
    const { free_bytes } = await this.folder.room();
    yield* downloadModel(
      { ...source, file: this.folder.file(name), free: free_bytes, sources: this.sources },
      AbortSignal.any([signal, this.closing.signal]),
    );
  }

  admit(url: string): void {
    this.sources.requireFile(url);
  }

  discard(name: string): Promise<void> {
    return discardPart(this.folder.file(name));
  }

  room(): Promise<Room> {
    return this.folder.room();
  }

  async close(): Promise<void> {
    this.closing.abort(new DomainError('llm.unavailable', 'The server is shutting down. Ask again in a moment.'));
    const residents = [...this.residents.values()];
    this.residents.clear();
    for (const { idle, model } of residents) {
      clearTimeout(idle);
      await model.then((loaded) => loaded.dispose()).catch(() => undefined);
    }
    await this.llama?.then((llama) => llama.dispose()).catch(() => undefined);
  }

  /** Does something with a model in memory, which is loaded for that where it is not. */
  private async withModel<T>(name: string, signal: AbortSignal, work: (loaded: ResidentModel) => T): Promise<T> {
    const engine = await this.engine.load();
    await this.requireFile(name);
    const resident = this.enter(engine, name);
    try {
      return work(await untilAborted(resident.model, signal));
    } catch (error) {
      signal.throwIfAborted();
      throw faultOf(error, name);
    } finally {
      this.leave(name, resident);
    }
  }

  /** Counts an answer in, and starts to load its model unless it is in memory. */
  private enter(engine: Engine, name: string): Resident {
    const present = this.residents.get(name);
    if (present) {
      clearTimeout(present.idle);
      present.users++;
      return present;
    }
    const others = [...this.residents].filter(([, other]) => other.users === 0);
    const resident: Resident = { model: this.loading(engine, name, others), loaded: false, users: 1 };
    this.residents.set(name, resident);
    resident.model.then(
      () => (resident.loaded = true),
      () => this.residents.get(name) === resident && this.residents.delete(name),
    );
    return resident;
  }

  /** Memory is scarce where this engine is used, so unused models are unloaded first. */
  private async loading(engine: Engine, name: string, others: [string, Resident][]): Promise<ResidentModel> {
    const file = this.folder.file(name);
    await checkHeader(file);
    await Promise.all(others.map(([other, resident]) => this.evict(other, resident)));
    const llama = await this.start(engine);
    return ResidentModel.load(engine, llama, file, { threads: this.threads, sequences: this.sequences });
  }

  /** Starts llama.cpp once. A failed start is forgotten, so that the next question tries again. */
  private start(engine: Engine): Promise<Llama> {
    if (!this.llama) {
      const starting = engine.getLlama({
        gpu: false,
        build: 'never',
        skipDownload: true,
        progressLogs: false,
        maxThreads: this.threads,
        logger: () => undefined,
      });
      this.llama = starting;
      starting.catch(() => {
        if (this.llama === starting) this.llama = undefined;
      });
    }
    return this.llama;
  }

  private leave(name: string, resident: Resident): void {
    if (--resident.users > 0) return;
    resident.idle = setTimeout(() => void this.evict(name, resident), this.idleMs);
    resident.idle.unref();
  }

  private async evict(name: string, resident: Resident): Promise<void> {
    if (resident.users > 0 || this.residents.get(name) !== resident) return;
    clearTimeout(resident.idle);
    this.residents.delete(name);
    await resident.model.then((loaded) => loaded.dispose()).catch(() => undefined);
  }

  private async requireFile(name: string): Promise<void> {
    if (await this.folder.has(name)) return;
    throw new DomainError(
      'model.not-pulled',
      `There is no file ${name}.gguf among the local models. Put it there, or choose another model.`,
    );
  }
}
