import { parentPort } from 'node:worker_threads';

/** To the thread that looks through vectors. Messages of one search follow each other. */
export type VectorMessage =
  /** A search for the `most` vectors nearest to the query. */
  | { open: number; query: Float32Array; most: number }
  /** Vectors of a file to be looked through; those to be kept under a key are looked through again when it is named. */
  | { chunk: number; file: number; positions: Int32Array; vectors: Float32Array; keep?: string }
  | { held: number; file: number; key: string }
  /** Answered by `VectorsFound`. */
  | { close: number }
  | { cancel: number }
  | { drop: string };

/** The nearest, best first: the file's number in its search, the position of the passage, and how near. */
export interface VectorsFound {
  id: number;
  files: number[];
  positions: number[];
  scores: number[];
}

interface Chunk {
  positions: Int32Array;
  vectors: Float32Array;
}

interface Search {
  query: Float32Array;
  most: number;
  /** Best first. */
  best: { file: number; position: number; score: number }[];
}

const kept = new Map<string, Chunk[]>();
const searches = new Map<number, Search>();

/** The product of two vectors. A function of its own, which V8 compiles to less than half of the time. */
function product(query: Float32Array, vectors: Float32Array, at: number): number {
  const length = query.length;
  const whole = length - (length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < whole; i += 4) {
    a += query[i]! * vectors[at + i]!;
    b += query[i + 1]! * vectors[at + i + 1]!;
    c += query[i + 2]! * vectors[at + i + 2]!;
    d += query[i + 3]! * vectors[at + i + 3]!;
  }
  for (let i = whole; i < length; i++) a += query[i]! * vectors[at + i]!;
  return a + b + c + d;
}

function scan(search: Search, file: number, { positions, vectors }: Chunk): void {
  const { query, most, best } = search;
  const length = query.length;
  // Of another length: of another model.
  if (vectors.length !== positions.length * length) return;
  let least = best.length === most ? best[most - 1]!.score : -Infinity;
  for (let row = 0; row < positions.length; row++) {
    const score = product(query, vectors, row * length);
    if (score <= least) continue;
    let place = best.length;
    while (place > 0 && best[place - 1]!.score < score) place--;
    best.splice(place, 0, { file, position: positions[row]!, score });
    if (best.length > most) best.pop();
    if (best.length === most) least = best[most - 1]!.score;
  }
}

function take(message: VectorMessage): void {
  if ('open' in message) searches.set(message.open, { ...message, best: [] });
  else if ('chunk' in message) {
    if (message.keep !== undefined) kept.set(message.keep, [...(kept.get(message.keep) ?? []), message]);
    const search = searches.get(message.chunk);
    if (search) scan(search, message.file, message);
  } else if ('held' in message) {
    const search = searches.get(message.held);
    for (const chunk of kept.get(message.key) ?? []) if (search) scan(search, message.file, chunk);
  } else if ('drop' in message) kept.delete(message.drop);
  else if ('cancel' in message) searches.delete(message.cancel);
  else {
    const best = searches.get(message.close)?.best ?? [];
    searches.delete(message.close);
    const found: VectorsFound = {
      id: message.close,
      files: best.map(({ file }) => file),
      positions: best.map(({ position }) => position),
      scores: best.map(({ score }) => score),
    };
    parentPort!.postMessage(found);
  }
}

parentPort?.on('message', take);
