import { DomainError } from '../src/common/errors/domain-error.js';
import type { SseEvent } from '../src/common/http/sse.js';
import { RedisLink } from '../src/common/redis/redis-link.js';
import { RedisRunLog } from '../src/modules/chat/runs/redis-run.log.js';
import { OwnRunsOnly } from '../src/modules/chat/runs/run.log.js';
import { Run } from '../src/modules/chat/runs/run.js';
import { RunRegistry } from '../src/modules/chat/runs/run.registry.js';
import { ActiveCompletions } from '../src/modules/inference/index.js';
import { eventually } from './clock.js';
import { FakeRedis } from './fake-redis.js';
import { FaultProxy } from './fault-proxy.js';
import { hasRedis, RealRedis } from './real-redis.js';

// What holds for the runs of an installation, with one process and with two on one Redis.

interface World {
  /** Where runs begin. */
  here: RunRegistry;
  /** Where they are read and stopped: the same process, where there is only one. */
  there: RunRegistry;
  close(): Promise<void>;
}

async function processOn(url: string): Promise<{ registry: RunRegistry; link: RedisLink }> {
  const link = new RedisLink(url, 'test');
  const registry = new RunRegistry(new ActiveCompletions(), new RedisRunLog(link));
  await eventually(() => link.readyMs > 0);
  return { registry, link };
}

async function twoOn(redis: { url: string; close(): Promise<void> }): Promise<World> {
  const [here, there] = [await processOn(redis.url), await processOn(redis.url)];
  return {
    here: here.registry,
    there: there.registry,
    async close() {
      await Promise.all([here.registry.close(), there.registry.close()]);
      here.link.onApplicationShutdown();
      there.link.onApplicationShutdown();
      await redis.close();
    },
  };
}

async function oneAlone(): Promise<World> {
  const registry = new RunRegistry(new ActiveCompletions(), new OwnRunsOnly());
  return Promise.resolve({ here: registry, there: registry, close: () => registry.close() });
}

if (!hasRedis)
  process.stderr.write(
    'Runs on a real Redis: NOT TESTED, redis-server is not installed (apt-get install redis-server)\n',
  );

describe.each([
  ['one process', oneAlone],
  ['two processes on the double of a Redis', async () => twoOn(await FakeRedis.start())],
  ...(hasRedis ? ([['two processes on a real Redis', async () => twoOn(await RealRedis.start())]] as const) : []),
] as const)('the runs of %s', (_, start) => {
  let world: World;
  beforeAll(async () => (world = await start()));
  afterAll(() => world.close());

  const begin = (subject: Partial<Run['subject']> = {}): Run => {
    const run = new Run({ userId: 'ada', threadId: 'a thread', messageId: 'an answer', keyId: undefined, ...subject });
    world.here.add(run);
    return run;
  };
  const end = (run: Run) =>
    run.publish('done', {
      message_id: 'an answer',
      finish_reason: 'stop',
      usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } as never,
      timings: {} as never,
      next_run_id: null,
      title_pending: false,
    });
  const read = async (run: Run, after = 0): Promise<SseEvent[]> => {
    const all: SseEvent[] = [];
    for await (const batch of run.subscribe(after, new AbortController().signal)) all.push(...batch);
    return all;
  };
  /** Where it is read, once its record is there. */
  const found = async (run: Run): Promise<Run> => {
    let there: Run | undefined;
    await eventually(async () => {
      there = await world.there.ofUser(run.id, 'ada').catch(() => undefined);
      return there !== undefined;
    });
    return there!;
  };

  it('are read from any event on, live and once more, to the letter', async () => {
    const run = begin();
    run.publish('queued', { run_id: run.id, thread_id: 'a thread', position: 1, eta_ms: null });
    for (let i = 0; i < 300; i++) run.publish('delta', { text: `${i} “ü” 😀\n` });
    const there = await found(run);
    const live = read(there, 7);
    for (let i = 300; i < 900; i++) run.publish('delta', { text: `${i} ` });
    end(run);
    const expected = JSON.stringify(await read(run));
    expect(JSON.stringify(await read(there))).toBe(expected);
    expect(await live).toEqual((JSON.parse(expected) as SseEvent[]).slice(7));
    expect(JSON.stringify(await read(await found(run)))).toBe(expected);
  });

  it('are stopped from anywhere, with the reason; whoever stops waits for the end', async () => {
    const run = begin();
    run.signal.addEventListener('abort', () => end(run));
    const there = await found(run);
    there.stop('user');
    await there.untilEnded();
    expect(run.stopped?.why).toBe('user');
    expect(run.isEnded).toBe(true);
  });

  it('end everywhere when the right to them ends, and no others do', async () => {
    const [of, other, byKey] = [begin({ userId: 'noah' }), begin(), begin({ userId: 'grace', keyId: 'a key' })];
    for (const run of [of, other, byKey]) run.signal.addEventListener('abort', () => end(run));
    await world.there.stop('revoked', { userId: 'noah' });
    await of.untilEnded();
    await world.there.stop('deleted', { threadIds: ['another thread'] });
    await world.there.stop('revoked', { keyId: 'a key' });
    await byKey.untilEnded();
    expect([of, other, byKey].map((run) => run.stopped?.why)).toEqual(['revoked', undefined, 'revoked']);
    end(other);
  });

  it('of somebody else, and those that are not there, do not exist', async () => {
    const run = begin();
    await found(run);
    await expect(world.there.ofUser(run.id, 'noah')).rejects.toMatchObject({ code: 'run.not-found' });
    await expect(world.there.ofUser('0190a0b0-0000-7000-8000-000000000000', 'ada')).rejects.toMatchObject({
      code: 'run.not-found',
    });
    end(run);
  });
});

describe.each([
  ['the double of a Redis', () => FakeRedis.start()],
  ...(hasRedis ? ([['a real Redis', () => RealRedis.start()]] as const) : []),
] as const)('on %s', (_, start) => {
  let redis: FakeRedis | RealRedis;
  let here: Awaited<ReturnType<typeof processOn>>;
  let there: typeof here;
  beforeEach(async () => {
    redis = await start();
    [here, there] = [await processOn(redis.url), await processOn(redis.url)];
  });
  afterEach(async () => {
    for (const { registry, link } of [here, there]) {
      await registry.close();
      link.onApplicationShutdown();
    }
    await redis.close();
  });

  /** A run with one event, and how the other process sees it once that has come over. */
  async function seen(): Promise<{ run: Run; mirror: Run; events: AsyncGenerator<SseEvent[]> }> {
    const run = new Run({ userId: 'ada', threadId: 't', messageId: 'm', keyId: undefined });
    here.registry.add(run);
    run.publish('delta', { text: 'so far' });
    let mirror!: Run;
    await eventually(async () => {
      const found = await there.registry.ofUser(run.id, 'ada').catch(() => undefined);
      if (found) mirror = found;
      return Boolean(found);
    });
    const events = mirror.subscribe(0, new AbortController().signal);
    await events.next();
    return { run, mirror, events };
  }

  const isGone = (run: Run) =>
    there.registry.ofUser(run.id, 'ada').then(
      () => false,
      () => true,
    );

  it('who reads a run of a process that is gone is told by its end, and the run is no more', async () => {
    const { run, mirror } = await seen();
    here.link.onApplicationShutdown(); // As when its process is killed.
    await mirror.untilEnded();
    await expect(there.registry.ofUser(run.id, 'ada')).rejects.toMatchObject({ code: 'run.not-found' });
    run.abandon();
  });

  it('a process that is told to stop gives its readers their last events', async () => {
    const { run, mirror } = await seen();
    run.signal.addEventListener('abort', () => run.fail(new DomainError('server.stopping', 'at last'), {} as never));
    await here.registry.close();
    await mirror.untilEnded();
    expect((await mirror.subscribe(1, new AbortController().signal).next()).value).toMatchObject([{ event: 'error' }]);
  });

  it('a record that has outlived its run is removed, and its reader does not wait', async () => {
    const { run, mirror } = await seen();
    here.registry.drop(run);
    await there.link.run((client) =>
      client.set(there.link.name(`run:${run.id}`), JSON.stringify({ owner: 'gone', subject: run.subject })),
    );
    await mirror.untilEnded();
    await eventually(() => isGone(run));
  });

  it('a stop that was lost is said again', async () => {
    const { run, mirror } = await seen();
    run.signal.addEventListener('abort', () => run.fail(new DomainError('llm.failed', 'stopped'), {} as never));
    const publish = there.link.publish.bind(there.link);
    let lost = 0;
    jest.spyOn(there.link, 'publish').mockImplementation((channel, message) => {
      const isStop = (message as { do: string }).do === 'stop';
      return isStop && lost++ === 0 ? Promise.reject(new Error('lost')) : publish(channel, message);
    });
    mirror.stop('user');
    await mirror.untilEnded();
    expect(lost).toBeGreaterThan(1);
    expect(run.stopped?.why).toBe('user');
  });

  it('a Redis that was emptied loses no event and no run', async () => {
    const { run, events } = await seen();
    const other = new Run({ userId: 'ada', threadId: 't', messageId: 'n', keyId: undefined });
    here.registry.add(other);
    await there.link.run((client) => client.flushAll());
    run.publish('delta', { text: ' and on' });
    run.publish('title', { title: 'the end' });
    run.fail(new DomainError('llm.failed', 'at last'), {} as never);
    const rest: SseEvent[] = [];
    for await (const batch of events) rest.push(...batch);
    expect(rest.map(({ id }) => id)).toEqual([2, 3, 4]);
    await eventually(async () => !(await isGone(other)));
    other.abandon();
  });
});

it('a process that starts without its Redis, and one that Redis leaves hanging, are told and found later', async () => {
  const redis = await FakeRedis.start();
  const network = await FaultProxy.to(redis.url);
  network.set({ kind: 'cut' });
  const link = new RedisLink(network.url, 'test');
  const early = new RunRegistry(new ActiveCompletions(), new RedisRunLog(link));
  const other = await processOn(redis.url);
  const begin = (): Run => {
    const run = new Run({ userId: 'ada', threadId: 't', messageId: 'm', keyId: undefined });
    early.add(run);
    run.publish('delta', { text: 'so far' });
    return run;
  };
  const isFound = async (run: Run) =>
    eventually(() =>
      other.registry.ofUser(run.id, 'ada').then(
        () => true,
        () => false,
      ),
    );
  const before = begin();
  network.heal();
  await isFound(before);
  network.set({ kind: 'hang' });
  const meanwhile = begin();
  await expect(early.ofUser('0190a0b0-0000-7000-8000-000000000000', 'ada')).rejects.toMatchObject({
    code: 'run.not-found',
  });
  network.heal();
  await isFound(meanwhile);
  [before, meanwhile].forEach((run) => run.abandon());
  for (const one of [link, other.link]) one.onApplicationShutdown();
  await network.close();
  await redis.close();
});
