import { fileURLToPath } from 'node:url';

/**
 * Path of the compiled entry of a process, also when the caller is the source that a test has loaded. This file must
 * stay as deep as the bundle that it becomes a part of.
 * @param name of the entry in `scripts/build.mjs`
 */
export const compiledEntry = (name: string): string => fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
