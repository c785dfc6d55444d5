import { type CodeToken } from './highlighter';

type Lines = CodeToken[][] | undefined;

const waiting = new Map<number, (lines: Lines) => void>();
let worker: Worker | undefined;
let last = 0;

/** Finds the parts of a code beside the page: the first block in a language costs as much as a hundred frames. */
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
  // Without it code stays plain, which is no harm.
  made.onerror = () => {
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  };
  return made;
}
