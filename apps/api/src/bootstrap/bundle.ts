import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';

/** A bundle that has been loaded, with what it exports. */
export interface Bundle<T> {
  exports: T;
  /** Whether it was loaded as it had been compiled before. */
  isCompiled: boolean;
  /** Compiled code of all that has run so far, for the next load. */
  compiled(): Buffer;
}

/** Where the build keeps the compiled code of a bundle. */
export const compiledFileOf = (file: string): string => `${file}.compiled`;

/**
 * Loads a bundle with the code that V8 has compiled of it before (`scripts/build.mjs`): reading and compiling seven
 * megabytes takes most of a start otherwise. Node's own cache of compiled code begins with version 22. V8 rejects code
 * of another version or made under other flags; the bundle is compiled as usual then. The file holds one function of
 * what a CommonJS file finds, and `importModule`: compiled code has no `import()` of its own.
 * @param importModule `import()` of the caller
 */
export function loadBundle<T>(file: string, importModule: (name: string) => Promise<unknown>): Bundle<T> {
  const compiled = compiledFileOf(file);
  // The build makes sure that there is nothing but ASCII. Node keeps such a text outside of V8's heap.
  const script = new vm.Script(readFileSync(file, 'latin1'), {
    filename: file,
    cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
  });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...args: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file), importModule);
  return {
    exports: module.exports as T,
    isCompiled: script.cachedDataRejected === false,
    compiled: () => script.createCachedData(),
  };
}
