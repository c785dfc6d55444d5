import path from 'node:path';
import { loadBundle } from './bootstrap/bundle.js';
import { growYoungGeneration } from './bootstrap/heap.js';
import type * as Process from './bootstrap/process.js';

// The modules load after this line, because loading them is what would grow the heap.
growYoungGeneration(false);
const bundle = path.join(import.meta.dirname, 'bootstrap/process.cjs');
loadBundle<typeof Process>(bundle, (name) => import(name)).exports.run();
