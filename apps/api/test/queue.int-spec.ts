import { BackendQueue } from '../src/modules/inference/queue/backend-queue.js';
import { GaveWay } from '../src/modules/inference/queue/idle-work.js';
import type { Queue, QueueLimits } from '../src/modules/inference/queue/queue.js';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { ask, host, LIMITS, positionOf, processOn } from './queues.js';
import { hasRedis, RealRedis } from './real-redis.js';

// What holds for the queue of an installation, with one process and with two on one Redis.

/** Two processes, which are the same one where there is only one. */
interface World {
  here: Queue;
  there: Queue;
  close(): Promise<void>;
}

async function twoOn(redis: { url: string; close(): Promise<void> }): Promise<World> {
  const [here, there] = [processOn(redis.url), processOn(redis.url)];
  return {
    here: here.queue,
    there: there.queue,
    async close() {
      await here.close();
      await there.close();
      await redis.close();
    },
  };
}

function oneAlone(): Promise<World> {
  const queue = new BackendQueue();
  return Promise.resolve({ here: queue, there: queue, close: () => Promise.resolve() });
}

if (!hasRedis)
  process.stderr.write(
    'The queue on a real Redis: NOT TESTED, redis-server is not installed (apt-get install redis-server)\n',
  );

const idle = (queue: Queue, ending: AbortController, at = 'one') =>
  queue.acquireIdle({ userId: 'x', batch: true, hosts: [host(at)] }, ending);

describe.each([
  ['one process', oneAlone],
  ['two processes on the double of a Redis', async () => twoOn(await FakeRedis.start())],
  ...(hasRedis ? ([['two processes on a real Redis', async () => twoOn(await RealRedis.start())]] as const) : []),
] as const)('the queue of %s', (_, start) => {
  let world: World;
  beforeAll(async () => (world = await start()));
  afterAll(() => world.close());
  beforeEach(() => limit({}));
  let at = 0;
  /** A backend that no test has used. */
  const fresh = () => `backend ${at++}`;
  const limit = (limits: Partial<QueueLimits>) => {
    world.here.resize({ ...LIMITS, ...limits });
    world.there.resize({ ...LIMITS, ...limits });
  };

  it('counts the places of all together', async () => {
    limit({ parallel: 2 });
    const one = fresh();
    let [running, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const { lease } = ask(i % 2 ? world.here : world.there, `user ${i % 5}`, { at: one });
        const held = await lease;
        most = Math.max(most, ++running);
        await Promise.resolve();
        running--;
        held.release();
        held.release();
      }),
    );
    expect(most).toBe(2);
  });

  it('is fair over all: whoever asks on one waits for at most one run of somebody who asks on the other', async () => {
    const one = fresh();
    const first = await ask(world.here, 'x', { at: one }).lease;
    const order: string[] = [];
    const wait = async (queue: Queue, user: string, batch = false) => {
      const asked = ask(queue, user, { at: one, batch });
      const served = asked.lease.then((lease) => (order.push(user), lease.release()));
      await positionOf(asked);
      return { served };
    };
    const all = [
      await wait(world.here, 'program', true),
      await wait(world.here, 'ada'),
      await wait(world.here, 'ada'),
      await wait(world.there, 'noah'),
      await wait(world.there, 'ada'),
    ];
    first.release();
    await Promise.all(all.map(({ served }) => served));
    expect(order).toEqual(['ada', 'noah', 'ada', 'ada', 'program']);
  });

  it('tells everybody the position among all', async () => {
    const one = fresh();
    const first = await ask(world.here, 'x', { at: one }).lease;
    const waiting = [ask(world.here, 'ada', { at: one })];
    await positionOf(waiting[0]!);
    waiting.push(ask(world.there, 'noah', { at: one }));
    await positionOf(waiting[1]!);
    expect(waiting.map(({ positions }) => positions)).toEqual([[1], [2]]);
    first.release();
    const held = await waiting[0]!.lease;
    await positionOf(waiting[1]!, 1);
    held.release();
    (await waiting[1]!.lease).release();
  });

  it('keeps the limits of one person over all, and says which was reached', async () => {
    limit({ waitingPerUser: 1 });
    const one = fresh();
    const first = await ask(world.here, 'ada', { at: one }).lease;
    const second = ask(world.here, 'ada', { at: one });
    await positionOf(second);
    await expect(ask(world.there, 'ada', { at: one }).lease).rejects.toMatchObject({
      code: 'limit.parallel',
      retryAfter: 2,
    });
    first.release();
    (await second.lease).release();
  });

  it('whoever leaves makes room, and the place of a run that has ended is free', async () => {
    limit({ waiting: 1 });
    const one = fresh();
    const first = await ask(world.here, 'ada', { at: one }).lease;
    const leaving = ask(world.there, 'noah', { at: one });
    await positionOf(leaving);
    await expect(ask(world.here, 'grace', { at: one }).lease).rejects.toMatchObject({ code: 'llm.busy' });
    leaving.gone.abort(new Error('left'));
    await expect(leaving.lease).rejects.toThrow('left');
    let next: ReturnType<typeof ask>;
    await eventually(async () => {
      next = ask(world.here, 'grace', { at: one });
      return Promise.race([next.lease.then(Boolean, () => false), positionOf(next).then(Boolean)]);
    });
    first.release();
    (await next!.lease).release();
    (await ask(world.there, 'noah', { at: one }).lease).release();
  });

  it('work that nobody waits for gives its place back when somebody on the other wants one', async () => {
    const one = fresh();
    const ending = new AbortController();
    const idleLease = await idle(world.here, ending, one);
    const person = ask(world.there, 'ada', { at: one });
    await eventually(() => ending.signal.aborted);
    expect(ending.signal.reason).toBeInstanceOf(GaveWay);
    idleLease.release();
    (await person.lease).release();
  });
});
