import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Push } from './flights.js';
import { RequestCoalescer } from './request-coalescer.js';

const still = new AbortController().signal;

/** An execution that ends when its signal aborts, or when `end` is called. */
function openExecution() {
  let end!: () => void;
  let runs = 0;
  const execute = ({ signal }: AbortController) => {
    runs++;
    return Promise.race([
      new Promise<void>((resolve) => (end = resolve)),
      once(signal, 'abort').then(() => signal.throwIfAborted()),
    ]);
  };
  return { execute, end: () => end(), runs: () => runs };
}

async function collect<T>(batches: AsyncIterable<T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const batch of batches) items.push(...batch);
  return items;
}

it('executes identical requests once and gives everybody all items', async () => {
  const coalescer = new RequestCoalescer<number>(() => 1);
  let runs = 0;
  const execute = async (_: AbortController, push: (item: number) => void) => {
    runs++;
    push(1);
    await Promise.resolve();
    push(2);
  };
  const all = Array.from({ length: 3 }, () => coalescer.join('key', still, execute));
  expect(await Promise.all(all.map(({ batches }) => collect(batches)))).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
  expect(all.map(({ isJoined }) => isJoined())).toEqual([false, true, true]);
  expect(runs).toBe(1);
});

it('keeps the execution for a subscriber who has joined but not read anything yet', async () => {
  const coalescer = new RequestCoalescer<number>(() => 1);
  const { execute, end, runs } = openExecution();
  const first = new AbortController();
  const leaver = collect(coalescer.join('key', first.signal, execute).batches);
  const stayer = coalescer.join('key', still, execute).batches;
  first.abort(new Error('Stop'));
  await expect(leaver).rejects.toThrow('Stop');
  end();
  expect(await collect(stayer)).toEqual([]);
  expect(runs()).toBe(1);
});

it('ends the execution when the last subscriber leaves, and starts a new one for the next', async () => {
  const coalescer = new RequestCoalescer<number>(() => 1);
  const { execute, runs } = openExecution();
  for (let i = 1; i <= 2; i++) {
    const gone = new AbortController();
    const { batches, isJoined } = coalescer.join('key', gone.signal, execute);
    const reading = collect(batches);
    gone.abort(new Error('Stop'));
    await expect(reading).rejects.toThrow('Stop');
    expect([isJoined(), runs()]).toEqual([false, i]);
  }
});

it('pauses the work while its fastest reader has not read the last 256 KiB, and not for the slower ones', async () => {
  const coalescer = new RequestCoalescer<string>((item) => item.length);
  const part = 'x'.repeat(1024);
  let pushed = 0;
  const execute = async (_: AbortController, push: Push<string>) => {
    for (; pushed < 1024; pushed++) await push(part);
  };
  const slow = coalescer.join('key', still, execute).batches;
  const fast = coalescer.join('key', still, execute).batches;
  await slow.next();
  const first = await fast.next();
  await setImmediate();
  expect(pushed).toBeLessThanOrEqual(257);
  let read = (first.value as string[]).length;
  for await (const batch of fast) read += batch.length;
  expect([read, pushed]).toEqual([1024, 1024]);
  await slow.return(undefined);
});

it('gives a reader who is far behind a part at a time', async () => {
  const coalescer = new RequestCoalescer<string>((item) => item.length);
  const items = Array.from({ length: 100 }, (_, i) => String(i).padEnd(1024, '.'));
  const execute = async (_: AbortController, push: Push<string>) => {
    for (const item of items) await push(item);
  };
  const slow = coalescer.join('key', still, execute).batches;
  await collect(coalescer.join('key', still, execute).batches);
  const sizes: number[] = [];
  const read: string[] = [];
  for await (const batch of slow) {
    sizes.push(batch.join('').length);
    read.push(...batch);
  }
  expect(read).toEqual(items);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(16 * 1024);
});

it('does not wait for a reader who has left', async () => {
  const coalescer = new RequestCoalescer<string>((item) => item.length);
  let ended = false;
  const execute = async ({ signal }: AbortController, push: Push<string>) => {
    while (!signal.aborted) await push('x'.repeat(1024));
    ended = true;
  };
  const { batches } = coalescer.join('key', still, execute);
  await batches.next();
  await batches.return(undefined);
  expect(ended).toBe(true);
});
