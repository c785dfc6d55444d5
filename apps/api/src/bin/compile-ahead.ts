import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compiledFileOf, loadBundle } from '../bootstrap/bundle.js';
import { growYoungGeneration } from '../bootstrap/heap.js';
import type * as Process from '../bootstrap/process.js';

/** Usage: compile-ahead. Writes the compiled code that the server loads, under the flags under which it loads it. */
growYoungGeneration(false);
const file = path.join(import.meta.dirname, '../bootstrap/process.cjs');
try {
  const bundle = loadBundle<typeof Process>(file, (name) => import(name));
  await bundle.exports.rehearse();
  writeFileSync(compiledFileOf(file), bundle.compiled());
  process.exit(0);
} catch (error) {
  // Not left to Node, which would show the line of the bundle, of a megabyte.
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
}
