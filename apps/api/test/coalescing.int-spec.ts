import { EventEmitter, once } from 'node:events';
import { DomainError } from '../src/common/errors/domain-error.js';
import { RedisLink } from '../src/common/redis/redis-link.js';
import { RedisFlights } from '../src/modules/inference/coalescing/redis-flights.js';
import type { Push } from '../src/modules/inference/coalescing/flights.js';
import { RequestCoalescer } from '../src/modules/inference/coalescing/request-coalescer.js';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { FaultProxy } from './fault-proxy.js';
import { hasRedis, RealRedis } from './real-redis.js';

// What holds for identical work, asked for in one process and in two on one Redis.

interface Item {
  type: 'queued' | 'text';
  text: string;
}

type Coalescer = RequestCoalescer<Item>;

interface World {
  here: Coalescer;
  there: Coalescer;
  close(): Promise<void>;
}

const newCoalescer = (flights?: RedisFlights): Coalescer =>
  new RequestCoalescer<Item>(
    ({ text }) => text.length,
    flights,
    ({ type }) => type === 'queued',
  );

async function processOn(url: string) {
  const link = new RedisLink(url, 'test');
  const flights = new RedisFlights(link);
  await eventually(() => link.readyMs > 0);
  const end = () => {
    flights.onApplicationShutdown();
    link.onApplicationShutdown();
  };
  return { coalescer: newCoalescer(flights), link, end };
}

async function twoOn(redis: { url: string; close(): Promise<void> }): Promise<World> {
  const [here, there] = [await processOn(redis.url), await processOn(redis.url)];
  return {
    here: here.coalescer,
    there: there.coalescer,
    async close() {
      here.end();
      there.end();
      await redis.close();
    },
  };
}

function oneAlone(): Promise<World> {
  const coalescer = newCoalescer();
  return Promise.resolve({ here: coalescer, there: coalescer, close: () => Promise.resolve() });
}

if (!hasRedis)
  process.stderr.write(
    'Coalescing on a real Redis: NOT TESTED, redis-server is not installed (apt-get install redis-server)\n',
  );

/** Work that goes on as the test says, and counts how often it is done. */
class Work {
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
const newKey = () => `key ${keys++}`;

/** Somebody who reads. */
function ask(coalescer: Coalescer, key: string, work: Work, gone = new AbortController()) {
  const { batches, isJoined } = coalescer.join(key, gone.signal, work.execute);
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

describe.each([
  ['one process', oneAlone],
  ['two processes on the double of a Redis', async () => twoOn(await FakeRedis.start())],
  ...(hasRedis ? ([['two processes on a real Redis', async () => twoOn(await RealRedis.start())]] as const) : []),
] as const)('identical work in %s', (_, start) => {
  let world: World;
  beforeAll(async () => (world = await start()));
  afterAll(() => world.close());

  it('is done once, and everybody gets all of it, to the letter', async () => {
    const [key, work] = [newKey(), new Work()];
    const first = ask(world.here, key, work);
    await work.untilBegun();
    const others = Array.from({ length: 9 }, (_, i) => ask(i % 2 ? world.here : world.there, key, work));
    for (let i = 0; i < 3_000; i++) work.say(`${i} “ü” 😀\n`);
    await Promise.all(others.map(({ untilRead }) => untilRead('0 “ü” 😀\n')));
    for (let i = 3_000; i < 6_000; i++) work.say(`${i} `);
    work.end();
    const whole = await first.all;
    expect(await Promise.all(others.map(({ all }) => all))).toEqual(Array(9).fill(whole));
    expect([work.times, whole.endsWith('5999 ')]).toEqual([1, true]);
    expect([first.isJoined(), ...others.map(({ isJoined }) => isJoined())]).toEqual([false, ...Array(9).fill(true)]);
  });

  it('goes on while anybody wants it, wherever, and ends with the last', async () => {
    const [key, work] = [newKey(), new Work()];
    const first = ask(world.here, key, work);
    await work.untilBegun();
    const second = ask(world.there, key, work);
    work.say('a');
    await second.untilRead('a');
    first.gone.abort(new Error('Stop'));
    await expect(first.all).rejects.toThrow('Stop');
    work.say('b');
    await second.untilRead('b');
    second.gone.abort(new Error('Stop'));
    await expect(second.all).rejects.toThrow('Stop');
    const again = ask(world.there, key, work);
    await work.untilBegun(2);
    work.end();
    expect(await again.all).toBe('');
  });

  it('fails for all in the same words', async () => {
    const [key, work] = [newKey(), new Work()];
    const first = ask(world.here, key, work);
    await work.untilBegun();
    const second = ask(world.there, key, work);
    work.say('a');
    await second.untilRead('a');
    work.end(new DomainError('llm.busy', 'The model is busy.', { retryAfter: 7 }));
    for (const { all } of [first, second])
      await expect(all).rejects.toMatchObject({ code: 'llm.busy', detail: 'The model is busy.', retryAfter: 7 });
  });
});

describe('two processes on one Redis', () => {
  let redis: FakeRedis;
  let network: FaultProxy;
  let owner: Awaited<ReturnType<typeof processOn>>;
  let other: Awaited<ReturnType<typeof processOn>>;
  beforeEach(async () => {
    redis = await FakeRedis.start();
    network = await FaultProxy.to(redis.url);
    [owner, other] = [await processOn(redis.url), await processOn(network.url)];
  });
  afterEach(async () => {
    owner.end();
    other.end();
    await network.close();
    await redis.close();
  });
  /** One asks, and the other joins. */
  const both = async (key: string, work: Work) => {
    const first = ask(owner.coalescer, key, work);
    await work.untilBegun();
    const second = ask(other.coalescer, key, work);
    work.say('wait', 'queued');
    await second.untilRead('wait');
    return { first, second };
  };

  it('when the process with the work is gone before its first word, the other begins anew', async () => {
    const work = new Work();
    const { second } = await both(newKey(), work);
    owner.end();
    await work.untilBegun(2);
    work.say('anew');
    work.end();
    expect(await second.all).toBe('waitanew');
    expect([work.again, second.isJoined()]).toEqual([[false, true], false]);
  });

  it('when it is gone later, what came is not repeated: the answer ends', async () => {
    const work = new Work();
    const { second } = await both(newKey(), work);
    work.say('begun');
    await second.untilRead('begun');
    owner.end();
    await expect(second.all).rejects.toMatchObject({ code: 'llm.ended-early' });
    expect(work.times).toBe(1);
  });

  it('a reader who loses the connection for a moment misses nothing', async () => {
    const work = new Work();
    const { first, second } = await both(newKey(), work);
    network.set({ kind: 'cut' });
    await eventually(() => other.link.readyMs === 0);
    for (let i = 0; i < 100; i++) work.say(`${i} `);
    await first.untilRead('99 ');
    network.heal();
    await second.untilRead('99 ');
    work.end();
    expect(await second.all).toBe(await first.all);
  });

  it('while Redis is out of reach each does its own work', async () => {
    network.set({ kind: 'cut' });
    await eventually(() => other.link.readyMs === 0);
    const [key, work] = [newKey(), new Work()];
    const [first, second] = [ask(owner.coalescer, key, work), ask(other.coalescer, key, work)];
    await work.untilBegun(2);
    first.gone.abort();
    second.gone.abort();
    await Promise.allSettled([first.all, second.all]);
    expect([first.isJoined(), second.isJoined()]).toEqual([false, false]);
  });
});
