import { EventEmitter, once } from 'node:events';
import { RedisLink } from '../src/common/redis/redis-link.js';
import { BackendQueue } from '../src/modules/inference/queue/backend-queue.js';
import { GaveWay } from '../src/modules/inference/queue/idle-work.js';
import type { HostPlace, Lease, Queue, QueueLimits } from '../src/modules/inference/queue/queue.js';
import { SharedQueue } from '../src/modules/inference/queue/shared/shared-queue.js';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { FaultProxy } from './fault-proxy.js';
import { hasRedis, RealRedis } from './real-redis.js';

// What holds for the queue of an installation, with one process and with two on one Redis.

const LIMITS: QueueLimits = { parallel: 1, waiting: 100, parallelPerUser: 100, waitingPerUser: 100 };
const host = (id: string): HostPlace => ({ id, parallel: null, weight: 1, penalty: 0 });

/** Two processes, which are the same one where there is only one. */
interface World {
  here: Queue;
  there: Queue;
  close(): Promise<void>;
}

interface Process {
  queue: SharedQueue;
  link: RedisLink;
  close(): Promise<void>;
}

function processOn(url: string): Process {
  const link = new RedisLink(url, 'test');
  const queue = new SharedQueue(link);
  return {
    queue,
    link,
    async close() {
      await queue.onModuleDestroy();
      queue.onApplicationShutdown();
      link.onApplicationShutdown();
    },
  };
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

/** A run that waits, or has its place. Each backend of a test has people of its own, whom no other test has served. */
function ask(queue: Queue, name: string, { batch = false, at = 'one', gone = new AbortController() } = {}) {
  const positions: number[] = [];
  const told = new EventEmitter();
  const lease = queue.acquire({ userId: `${name} at ${at}`, batch, hosts: [host(at)] }, gone.signal, ({ position }) => {
    positions.push(position);
    told.emit('position');
  });
  lease.catch(() => undefined); // A test that expects a refusal awaits it itself.
  return { lease, positions, told, gone };
}

/** Its position, once it is told this one, or any. */
async function positionOf({ positions, told }: ReturnType<typeof ask>, wanted?: number): Promise<number> {
  const isTold = () => (wanted === undefined ? positions.length > 0 : positions.at(-1) === wanted);
  while (!isTold()) await once(told, 'position');
  return positions.at(-1)!;
}

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

describe('two processes on one Redis', () => {
  let redis: FakeRedis;
  let network: FaultProxy;
  let all: Process[];
  beforeEach(async () => {
    redis = await FakeRedis.start();
    network = await FaultProxy.to(redis.url);
    all = [];
  });
  afterEach(async () => {
    await Promise.all(all.map((process) => process.close()));
    await network.close();
    await redis.close();
  });
  const begin = (limits: Partial<QueueLimits> = {}, url = redis.url) => {
    const process = processOn(url);
    all.push(process);
    process.queue.resize({ ...LIMITS, ...limits });
    return process;
  };
  /** Ends a process as SIGKILL does: nobody hears of it. */
  const kill = ({ queue, link }: Process) => {
    link.onApplicationShutdown();
    queue.onApplicationShutdown();
  };
  const run = async ({ queue }: Process, user = 'x'): Promise<Lease> => ask(queue, user).lease;

  it.each([
    ['says so', (keeper: Process) => keeper.close()],
    ['is killed', (keeper: Process) => Promise.resolve(kill(keeper))],
  ])('when the keeper of the queue %s, the other keeps it, and grants no place twice', async (_, end) => {
    const keeper = begin();
    await (await run(keeper)).release();
    const [other, third] = [begin(), begin()];
    const running = await run(other, 'ada');
    const waiting = ask(third.queue, 'noah');
    await positionOf(waiting);
    await end(keeper);
    const later = ask(other.queue, 'grace');
    await positionOf(later); // The queue is kept again.
    expect([waiting.positions.at(-1), later.positions.at(-1)]).toEqual([1, 2]);
    running.release();
    (await waiting.lease).release();
    (await later.lease).release();
  });

  it('a process that nobody has asked yet changes no limits, and no new keeper turns anybody away', async () => {
    const keeper = begin({ parallel: 2, waiting: 3 });
    const held = [await run(keeper, 'ada'), await run(keeper, 'noah')];
    const other = begin({ parallel: 2, waiting: 3 });
    const waiting = ['a', 'b', 'c'].map((name) => ask(other.queue, name));
    await Promise.all(waiting.map((one) => positionOf(one)));
    const fresh = processOn(redis.url);
    all.push(fresh);
    await eventually(() => fresh.link.readyMs > 0);
    held.forEach((lease) => lease.release());
    const two = await Promise.all(waiting.slice(0, 2).map(({ lease }) => lease));
    await keeper.close();
    two[0]!.release();
    (await waiting[2]!.lease).release();
    two[1]!.release();
  });

  it('a message that was lost costs no place, and nobody waits for ever', async () => {
    const keeper = begin({}, network.url);
    (await run(keeper)).release();
    const other = begin();
    const first = await run(other, 'ada');
    network.set({ kind: 'cut' });
    await eventually(() => keeper.link.readyMs === 0);
    // As many runs as before, but another one.
    first.release();
    const second = ask(other.queue, 'ada');
    network.heal();
    (await second.lease).release();
    (await run(keeper, 'noah')).release();
  });

  it('the places of a process that was killed are free again', async () => {
    const keeper = begin();
    (await run(keeper)).release();
    const other = begin();
    await run(other, 'ada');
    const waiting = ask(keeper.queue, 'noah');
    await positionOf(waiting);
    kill(other);
    (await waiting.lease).release();
  });

  it('while Redis is out of reach each has its share of the places; afterwards they count together again', async () => {
    const two = [begin({ parallel: 4 }, network.url), begin({ parallel: 4 }, network.url)];
    const held = await Promise.all(two.map((process) => run(process)));
    // The keeper counts who hears it, and says the number with its next word.
    await eventually(() => redis.commands.filter((name) => name === 'EVAL').length > 2);
    network.set({ kind: 'cut' });
    await eventually(() => two.every(({ link }) => link.readyMs === 0));
    held.push(...(await Promise.all(two.map((process) => run(process, 'ada')))));
    const more = two.map(({ queue }) => ask(queue, 'noah'));
    await Promise.all(more.map((asked) => positionOf(asked)));
    network.heal();
    const granted = new EventEmitter();
    for (const { lease } of more) void lease.then((one) => granted.emit('lease', one));
    const next = once(granted, 'lease');
    held[0]!.release();
    const [first] = (await next) as [Lease];
    // Together they are two again, whoever has the places: the other still waits, as second of none.
    await eventually(() => two.every(({ link }) => link.readyMs > 0));
    const last = once(granted, 'lease');
    first.release();
    held[1]!.release();
    ((await last) as [Lease])[0].release();
  });

  it('a flushed Redis changes nothing', async () => {
    const two = [begin(), begin()];
    const running = await run(two[0]!, 'ada');
    const waiting = ask(two[1]!.queue, 'noah');
    await positionOf(waiting);
    redis.values.clear();
    await eventually(() => redis.values.size > 0);
    running.release();
    (await waiting.lease).release();
  });
});
