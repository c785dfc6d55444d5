import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { STALLED_CLIENT_TIMEOUT_MS } from '../../common/http/sse.js';
import { bounded } from './audio-reply.js';

const source = (chunks: number, size: number) =>
  Readable.from(
    Array.from({ length: chunks }, () => Buffer.alloc(size)),
    { objectMode: false },
  );

it('passes everything on and counts it', async () => {
  let counted = 0;
  const passed = bounded(source(5, 1000), { count: (bytes) => (counted += bytes), onStalled: fail });
  expect((await buffer(passed)).length).toBe(5000);
  expect(counted).toBe(5000);
});

it('ends a reply that is too large, and its source', async () => {
  const body = source(66, 2 ** 20);
  await expect(buffer(bounded(body, { count: () => undefined, onStalled: fail }))).rejects.toThrow('too much');
  expect(body.destroyed).toBe(true);
});

it('a reader who takes nothing any more is told of, and one who does is not', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    const stalled = jest.fn();
    const body = source(8, 2 ** 17);
    const passed = bounded(body, { count: () => undefined, onStalled: stalled });
    await once(passed, 'readable');
    passed.read();
    await once(passed, 'readable');
    jest.advanceTimersByTime(STALLED_CLIENT_TIMEOUT_MS - 1);
    expect(stalled).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(stalled).toHaveBeenCalledTimes(1);
    passed.destroy();
    await once(passed, 'close');
    expect([body.destroyed, jest.getTimerCount()]).toEqual([true, 0]);
  } finally {
    jest.useRealTimers();
  }
});

const fail = () => {
  throw new Error('stalled');
};
