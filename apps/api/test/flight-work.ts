import { EventEmitter, once } from 'node:events';
import { RedisLink } from '../src/common/redis/redis-link.js';
import { ActiveCompletions } from '../src/modules/inference/active-completions.js';
import type { Push } from '../src/modules/inference/coalescing/flights.js';
import { RedisFlights } from '../src/modules/inference/coalescing/redis-flights.js';
import { RequestCoalescer } from '../src/modules/inference/coalescing/request-coalescer.js';
import { eventually } from './clock.js';

export interface Item {
  type: 'queued' | 'text' | 'done';
  text: string;
}

export type Coalescer = RequestCoalescer<Item>;

export const newCoalescer = (flights?: RedisFlights): Coalescer =>
  new RequestCoalescer<Item>(
    ({ text }) => text.length,
    flights,
    ({ type }) => type === 'queued',
    ({ type }) => type === 'done',
  );

/** A process on the Redis of this URL. */
export async function processOn(url: string) {
  const link = new RedisLink(url, 'test');
  const active = new ActiveCompletions();
  const flights = new RedisFlights(link, active);
  await eventually(() => link.readyMs > 0);
  const end = () => {
    flights.onApplicationShutdown();
    link.onApplicationShutdown();
  };
  return { coalescer: newCoalescer(flights), link, active, end };
}

/** Work that goes on as the test says, and counts how often it is done. */
export class Work {
  private readonly begun = new EventEmitter();
  private readonly running: { push: Push<Item>; end: (error?: unknown) => void }[] = [];
  readonly again: boolean[] = [];

  readonly execute = (ending: AbortController, push: Push<Item>, again: boolean): Promise<void> => {
    this.again.push(again);
    return new Promise((resolve, reject) => {
      ending.signal.addEventListener('abort', () => reject(ending.signal.reason));
      this.running.push({ push, end: (error) => (error === undefined ? resolve() : reject(error)) });
      this.begun.emit('begun');
    });
  };

  get times(): number {
    return this.running.length;
  }

  /** Resolves when it has begun so many times. */
  async untilBegun(times = 1): Promise<void> {
    while (this.times < times) await once(this.begun, 'begun');
  }

  say(text: string, type: Item['type'] = 'text'): void {
    void this.running.at(-1)!.push({ type, text });
  }

  end(error?: unknown): void {
    this.running.at(-1)!.end(error);
  }
}

let keys = 0;
export const newKey = () => `key ${keys++}`;

/** Somebody who reads. */
export function ask(coalescer: Coalescer, key: string, work: Work, onlyHere = false) {
  const gone = new AbortController();
  const { batches, isJoined } = coalescer.join(key, gone.signal, work.execute, onlyHere);
  const items: Item[] = [];
  const came = new EventEmitter();
  const all = (async () => {
    for await (const batch of batches) {
      items.push(...batch);
      came.emit('item');
    }
    return items.map(({ text }) => text).join('');
  })();
  all.catch(() => undefined); // A test that expects a failure awaits it itself.
  const untilRead = async (text: string) => {
    while (!items.some((item) => item.text === text)) await once(came, 'item');
  };
  return { all, untilRead, isJoined, gone };
}
