import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { growYoungGeneration } from './heap.js';
import type * as Process from './process.js';

/** A bundle that has been loaded, with what it exports. */
export interface Bundle<T> {
  exports: T;
  /** Whether it was loaded as it had been compiled before. */
  isCompiled: boolean;
  /** Compiled code of all that has run so far, for the next load, behind its digests. */
  compiled(): Buffer;
}

/** Where the build keeps the compiled code of a bundle. */
export const compiledFileOf = (file: string): string => `${file}.compiled`;

/**
 * Loads a bundle with the code that V8 has compiled of it before (`scripts/build.mjs`): reading and compiling seven
 * megabytes takes most of a start otherwise. Node's own cache of compiled code begins with version 22. V8 rejects code
 * of another version or made under other flags, but knows a source by its length only, and damaged code ends the
 * process: digests of both stand before the code. What does not fit is left aside, and the bundle compiled as usual.
 * The file holds one function of what a CommonJS file finds, and `importModule`: compiled code has no `import()` of its
 * own.
 * @param importModule `import()` of the caller
 */
export function loadBundle<T>(file: string, importModule: (name: string) => Promise<unknown>): Bundle<T> {
  const source = readFileSync(file);
  // The build makes sure that there is nothing but ASCII. Node keeps such a text outside of V8's heap.
  const script = new vm.Script(source.toString('latin1'), { filename: file, cachedData: codeOf(file, source) });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...args: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file), importModule);
  return {
    exports: module.exports as T,
    isCompiled: script.cachedDataRejected === false,
    compiled: () => {
      const code = script.createCachedData();
      return Buffer.concat([sha256(source), sha256(code), code]);
    },
  };
}

/** The server, loaded as the build has compiled it. */
export function loadServer(): typeof Process {
  // Before anything loads, because loading is what would grow the heap.
  growYoungGeneration(false);
  const file = path.join(import.meta.dirname, 'process.cjs');
  return loadBundle<typeof Process>(file, (name) => import(name)).exports;
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
const DIGEST = 32;

/** Compiled code of exactly this source, whole. */
function codeOf(file: string, source: Buffer): Buffer | undefined {
  const compiled = compiledFileOf(file);
  if (!existsSync(compiled)) return undefined;
  const kept = readFileSync(compiled);
  const code = kept.subarray(2 * DIGEST);
  const fits =
    sha256(source).equals(kept.subarray(0, DIGEST)) && sha256(code).equals(kept.subarray(DIGEST, 2 * DIGEST));
  return fits ? code : undefined;
}
