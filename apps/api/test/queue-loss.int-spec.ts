import { EventEmitter, once } from 'node:events';
import type { Lease, QueueLimits } from '../src/modules/inference/queue/queue.js';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { FaultProxy } from './fault-proxy.js';
import { ask, LIMITS, positionOf, processOn, type QueueProcess } from './queues.js';

// What the queue of several processes does when one of them, or their Redis, is gone.

describe('two processes on one Redis', () => {
  let redis: FakeRedis;
  let network: FaultProxy;
  let all: QueueProcess[];
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
  const kill = ({ queue, link }: QueueProcess) => {
    link.onApplicationShutdown();
    queue.onApplicationShutdown();
  };
  const run = async ({ queue }: QueueProcess, user = 'x'): Promise<Lease> => ask(queue, user).lease;

  it.each([
    ['says so', (keeper: QueueProcess) => keeper.close()],
    ['is killed', (keeper: QueueProcess) => Promise.resolve(kill(keeper))],
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
