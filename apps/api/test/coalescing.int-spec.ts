import { DomainError } from '../src/common/errors/domain-error.js';
import { Flights, type Flight } from '../src/modules/inference/coalescing/flights.js';
import { FakeRedis } from './fake-redis.js';
import { ask, newCoalescer, newKey, processOn, Work, type Coalescer } from './flight-work.js';
import { startPortal } from './portal.js';
import { hasRedis, RealRedis } from './real-redis.js';

// What holds for identical work, asked for in one process and in two on one Redis.

interface World {
  here: Coalescer;
  there: Coalescer;
  close(): Promise<void>;
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
    const extras = {
      retryAfter: 7,
      members: { prompt_tokens: 9 },
      errors: [{ pointer: '/prompt', message: 'Too long.' }],
    };
    work.end(new DomainError('llm.busy', 'The model is busy.', extras));
    for (const { all } of [first, second])
      await expect(all).rejects.toMatchObject({ code: 'llm.busy', detail: 'The model is busy.', ...extras });
  });
});

it('an answer that another process has just finished counts as cached', async () => {
  const portal = await startPortal();
  try {
    const [admin, ada] = [await portal.someone('admin'), await portal.someone()];
    // Between the look into the cache and the claim of the work another process did it, and let go of its claim.
    portal.server.app.get(Flights).carryOut = async <T>({ execute, ending, push }: Flight<T>) => {
      await execute(new AbortController(), () => undefined, false);
      await execute(ending, push, true);
    };
    const { body } = await ada.post('/api/chat', { prompt: 'just in time' });
    expect([body.cached, portal.fake.requests.filter(({ path }) => path === '/api/chat').length]).toEqual([true, 1]);
    const { totals } = (await admin.get('/api/admin/cache')).body;
    expect(totals).toMatchObject({ hits: 1, misses: 0 });
    expect((await ada.get('/api/usage/today')).body.used).toMatchObject({ requests: 1, tokens: 0 });
  } finally {
    await portal.close();
  }
});
