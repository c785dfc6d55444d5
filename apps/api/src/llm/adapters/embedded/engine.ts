import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import type * as NodeLlamaCpp from 'node-llama-cpp';
import { DomainError } from '../../../common/errors/domain-error.js';

/** node-llama-cpp as a module: an optional dependency, so only its types are imported directly. */
export type Engine = typeof NodeLlamaCpp;

/** `import()` of the file that has loaded the bundle, see `loadBundle`. */
declare const importModule: ((name: 'node-llama-cpp') => Promise<Engine>) | undefined;

/**
 * Loads the engine, an ES module of 86 MB with its prebuilt llama.cpp, only when it is needed. In production that is
 * the business of who loaded this code. Jest runs it as CommonJS inside a vm context, where `import()` of an ES module
 * is rejected; there, Node's documented constant for code in vm contexts passes the import to the main context's
 * loader.
 * @throws Error when the package is not installed
 */
export async function importEngine(): Promise<Engine> {
  if (typeof importModule === 'function') return importModule('node-llama-cpp');
  const load = vm.compileFunction('return import("node-llama-cpp")', [], {
    filename: __filename,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as () => Promise<Engine>;
  return load();
}

/**
 * The version of the engine, without loading it.
 * @throws Error when the package is not installed
 */
async function engineVersion(): Promise<string> {
  const main = createRequire(__filename).resolve('node-llama-cpp');
  const { version } = JSON.parse(await readFile(path.join(main, '../../package.json'), 'utf8')) as { version: string };
  return version;
}

/** Where the engine comes from. */
export interface EngineSource {
  /** @throws Error when it is not installed */
  version(): Promise<string>;
  /** @throws Error when it is not installed, or damaged */
  load(): Promise<Engine>;
}

export const INSTALLED_ENGINE: EngineSource = { version: engineVersion, load: importEngine };

/** The engine, loaded at its first use: most people who have a model server never use it. */
export class LazyEngine {
  private loading: Promise<Engine> | undefined;

  constructor(private readonly source: EngineSource) {}

  /** @throws DomainError `llm.unavailable` */
  load(): Promise<Engine> {
    this.loading ??= this.source.load();
    return this.loading.catch(missing);
  }

  /** The version of an engine that is there and that nobody failed to load. @throws DomainError `llm.unavailable` */
  async version(): Promise<string> {
    if (this.loading) await this.load();
    return this.source.version().catch(missing);
  }
}

function missing(cause: unknown): never {
  throw new DomainError(
    'llm.unavailable',
    'The embedded engine is not installed. Install the optional package node-llama-cpp, or use Ollama.',
    { cause },
  );
}
