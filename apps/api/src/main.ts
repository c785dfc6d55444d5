import { growYoungGeneration } from './bootstrap/heap.js';

// The modules are loaded after this line, not before it: loading them is what the memory would grow for.
growYoungGeneration(false);
await import('./bootstrap/process.js');
