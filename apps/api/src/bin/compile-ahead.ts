import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compiledFileOf, loadBundle } from '../bootstrap/bundle.js';
import { growYoungGeneration } from '../bootstrap/heap.js';
import type * as Process from '../bootstrap/process.js';

/** Usage: compile-ahead. Writes the compiled code that the server loads, under the flags under which it loads it. */
growYoungGeneration(false);
const file = path.join(import.meta.dirname, '../bootstrap/process.cjs');
const bundle = loadBundle<typeof Process>(file, (name) => import(name));
await bundle.exports.rehearse();
writeFileSync(compiledFileOf(file), bundle.compiled());
process.exit(0);
