import { setFlagsFromString } from 'node:v8';

/**
 * Whether V8 may grow the young generation of the heap. Loading a thousand modules grows it to its limit and it never
 * shrinks again, which costs an idle server 25 MB (measured: 152 MB resident with growth, 127 MB without). A larger one
 * helps under load, so growth is allowed again once the server is up.
 */
export function growYoungGeneration(allowed: boolean): void {
  setFlagsFromString(`--semi-space-growth-factor=${allowed ? 2 : 1}`);
}
