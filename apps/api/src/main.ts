import { growYoungGeneration } from './bootstrap/heap.js';

// The modules must load after the line above, because loading them is what would grow the heap.
growYoungGeneration(false);
await import('./bootstrap/process.js');
