import { setImmediate } from 'node:timers/promises';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { FaultProxy } from './fault-proxy.js';
import { ask, newKey, processOn, Work } from './flight-work.js';

// What becomes of identical work when processes and messages are lost.

describe('two processes on one Redis', () => {
  let redis: FakeRedis;
  /** Between Redis and each of the two. */
  let ownNetwork: FaultProxy;
  let network: FaultProxy;
  let owner: Awaited<ReturnType<typeof processOn>>;
  let other: Awaited<ReturnType<typeof processOn>>;
  beforeEach(async () => {
    redis = await FakeRedis.start();
    [ownNetwork, network] = [await FaultProxy.to(redis.url), await FaultProxy.to(redis.url)];
    [owner, other] = [await processOn(ownNetwork.url), await processOn(network.url)];
  });
  afterEach(async () => {
    owner.end();
    other.end();
    await Promise.all([ownNetwork.close(), network.close()]);
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

  it('a reader who lost the end gets it from the execution that he read, not from a later one', async () => {
    const [key, work] = [newKey(), new Work()];
    const { first, second } = await both(key, work);
    work.say('first 1 ');
    await second.untilRead('first 1 ');
    network.set({ kind: 'cut' });
    await eventually(() => other.link.readyMs === 0);
    work.say('first 2');
    work.end();
    expect(await first.all).toBe('waitfirst 1 first 2');
    const later = ask(owner.coalescer, key, work);
    await work.untilBegun(2);
    for (let i = 0; i < 5; i++) work.say(`second ${i} `);
    network.heal();
    expect(await second.all).toBe('waitfirst 1 first 2');
    work.end();
    await later.all;
  });

  it('an end that could not be sent is sent when it is asked for', async () => {
    const work = new Work();
    const { second } = await both(newKey(), work);
    ownNetwork.set({ kind: 'cut' });
    await eventually(() => owner.link.readyMs === 0);
    work.say('tail');
    work.end();
    ownNetwork.heal();
    expect(await second.all).toBe('waittail');
  });

  it('an answer whose last item came is complete, even when its process is gone', async () => {
    const work = new Work();
    const { second } = await both(newKey(), work);
    work.say('all');
    work.say('.', 'done');
    await second.untilRead('.');
    owner.end();
    expect(await second.all).toBe('waitall.');
  });

  it('a process that stops waits for readers elsewhere, and tells those that it cannot wait for', async () => {
    const [key, work] = [newKey(), new Work()];
    const { first, second } = await both(key, work);
    first.gone.abort(new Error('Stop'));
    await expect(first.all).rejects.toThrow('Stop');
    const isIdle = jest.fn();
    void owner.active.untilIdle(AbortSignal.timeout(60_000)).then(isIdle);
    work.say('more', 'queued');
    await second.untilRead('more');
    expect(isIdle).not.toHaveBeenCalled();
    await owner.active.beforeApplicationShutdown();
    expect(isIdle).toHaveBeenCalled();
    await work.untilBegun(2);
    work.end();
    expect(await second.all).toBe('waitmore');
  });

  it('while Redis is away for seconds, neither side takes the other for gone', async () => {
    const work = new Work();
    const { first, second } = await both(newKey(), work);
    first.gone.abort(new Error('Stop'));
    await expect(first.all).rejects.toThrow('Stop');
    await eventually(() => Math.min(owner.link.readyMs, other.link.readyMs) > 4_000);
    const away = performance.now();
    for (const each of [ownNetwork, network]) each.set({ kind: 'cut' });
    await eventually(() => performance.now() - away > 6_000);
    work.say('here again');
    for (const each of [ownNetwork, network]) each.heal();
    await second.untilRead('here again');
    work.end();
    expect(await second.all).toBe('waithere again');
    expect(work.times).toBe(1);
  });

  it('a claim that comes too late for its asker is given back', async () => {
    const [key, work] = [newKey(), new Work()];
    const { all, gone } = ask(owner.coalescer, key, work);
    gone.abort(new Error('Stop'));
    await expect(all).rejects.toThrow('Stop');
    await eventually(() => redis.commands.includes('EVAL'));
    const next = ask(other.coalescer, key, work);
    await work.untilBegun();
    work.end();
    await next.all;
    expect(work.again).toEqual([false]);
  });

  it('an execution that nobody wants any more does not give back the claim of the next', async () => {
    const [key, work, slow] = [newKey(), new Work(), new Work()];
    let stop!: () => void;
    // It does not heed that nobody wants it.
    const execute = () => new Promise<void>((resolve) => (stop = resolve));
    const gone = new AbortController();
    const left = owner.coalescer.join(key, gone.signal, execute).batches.next();
    await eventually(() => stop !== undefined);
    gone.abort(new Error('Stop'));
    await setImmediate();
    const next = ask(owner.coalescer, key, work);
    await work.untilBegun();
    stop();
    await expect(left).rejects.toThrow('Stop');
    const joined = ask(other.coalescer, key, slow);
    work.say('once');
    await joined.untilRead('once');
    work.end();
    expect([await next.all, await joined.all, slow.times]).toEqual(['once', 'once', 0]);
  });

  it('work of a process that is gone is done once by those that are left', async () => {
    const [key, work] = [newKey(), new Work()];
    const { second } = await both(key, work);
    const third = await processOn(redis.url);
    const last = ask(third.coalescer, key, work);
    await last.untilRead('wait');
    owner.link.onApplicationShutdown();
    await work.untilBegun(2);
    work.say('anew', 'queued');
    await Promise.all([second.untilRead('anew'), last.untilRead('anew')]);
    work.end();
    await Promise.all([second.all, last.all]);
    expect(work.times).toBe(2);
    third.end();
  });

  it('what only one process may share is done by each', async () => {
    const [key, work] = [newKey(), new Work()];
    const all = [owner, owner, other].map(({ coalescer }) => ask(coalescer, key, work, true));
    await work.untilBegun(2);
    for (const { gone } of all) gone.abort();
    await Promise.allSettled(all.map((one) => one.all));
    expect([work.times, ...all.map(({ isJoined }) => isJoined())]).toEqual([2, false, true, false]);
  });
});
