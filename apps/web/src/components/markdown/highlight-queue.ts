import { type CodeToken } from './highlighter';

type Lines = CodeToken[][] | undefined;

const waiting = new Map<number, (lines: Lines) => void>();
let worker: Worker | undefined;
let last = 0;

/** Highlights code in a worker: the first block in a language costs as much as a hundred frames. */
export function inBackground(code: string, language: string): Promise<Lines> {
  if (typeof Worker === 'undefined') return import('./highlighter').then(({ highlight }) => highlight(code, language));
  worker ??= start();
  const id = ++last;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    worker!.postMessage({ id, code, language });
  });
}

function start(): Worker {
  const made = new Worker(new URL('./highlight-worker.ts', import.meta.url), { type: 'module' });
  made.onmessage = ({ data: { id, lines } }: MessageEvent<{ id: number; lines: Lines }>) => {
    waiting.get(id)?.(lines);
    waiting.delete(id);
  };
  // Without a worker, code stays plain.
  made.onerror = () => {
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  };
  return made;
}
