import { setImmediate as nextTurn } from 'node:timers/promises';
import { GaveWay } from './idle-work.js';
import type { Lease, QueueLimits } from './queue.js';
import { acquire, host, queueWith } from './testing/waiting-runs.js';

/** The order in which these runs are served when each releases its lease at once. */
async function serve(runs: ReturnType<typeof acquire>[]): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(runs.map(({ lease, name }) => lease.then((held) => (order.push(name), held.release()))));
  return order;
}

/** A queue with one place, taken by `holder`, and runs waiting behind it that are served one after another. */
async function served(limits: Partial<QueueLimits>, holder: string, waiting: (string | { batch: string })[]) {
  const queue = queueWith(limits);
  const running = await acquire(queue, holder).lease;
  const runs = waiting.map((user) =>
    typeof user === 'string' ? acquire(queue, user) : acquire(queue, user.batch, { batch: true }),
  );
  running.release();
  return serve(runs);
}

it('grants a free place at once and reports no position', async () => {
  const queue = queueWith({ parallel: 2 });
  const runs = [acquire(queue, 'a'), acquire(queue, 'b')];
  await Promise.all(runs.map(({ lease }) => lease));
  await nextTurn();
  expect(runs.map(({ positions }) => positions)).toEqual([[], []]);
});

it('never runs more than its number of places', async () => {
  const queue = queueWith({ parallel: 3 });
  let running = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      const lease = await acquire(queue, `user ${i % 4}`).lease;
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      lease.release();
      lease.release(); // A second release has no effect.
    }),
  );
  expect(most).toBe(3);
});

describe('fairness', () => {
  it('user B waits behind at most one run of user A', async () => {
    expect(await served({}, 'a', ['a', 'a', 'a', 'b'])).toEqual(['b', 'a', 'a', 'a']);
  });

  it('users who all have several take turns', async () => {
    expect(await served({}, 'x', ['a', 'a', 'a', 'b', 'b', 'c'])).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
  });

  it('people come before batch work, whichever came first', async () => {
    expect(await served({}, 'x', [{ batch: 'program' }, 'person'])).toEqual(['person', 'program']);
  });

  it('batch work of several users alternates as well', async () => {
    const waiting = [{ batch: 'a' }, { batch: 'a' }, { batch: 'b' }, 'a'];
    expect(await served({}, 'x', waiting)).toEqual(['a', 'b', 'a', 'a']);
  });

  it('for any mixture: between two turns of a user, every other waiting user gets one', async () => {
    const waiting = Array.from({ length: 200 }, (_, i) => `user ${(i * i) % 7}`);
    const order = await served({ waiting: 500 }, 'x', waiting);
    const left = new Map<string, number>();
    for (const user of waiting) left.set(user, (left.get(user) ?? 0) + 1);
    const sinceOwnTurn = new Map<string, Set<string>>();
    for (const user of order) {
      const others = [...left].filter(([name, count]) => name !== user && count > 0).map(([name]) => name);
      const since = sinceOwnTurn.get(user);
      if (since) expect(others.filter((name) => !since.has(name))).toEqual([]);
      for (const seen of sinceOwnTurn.values()) seen.add(user);
      sinceOwnTurn.set(user, new Set());
      left.set(user, left.get(user)! - 1);
    }
    expect(order).toHaveLength(200);
  });
});

describe('limits of one user', () => {
  it('runs no more at a time than allowed, and leaves the other places free', async () => {
    const queue = queueWith({ parallel: 3, parallelPerUser: 2 });
    const own = [acquire(queue, 'a'), acquire(queue, 'a'), acquire(queue, 'a')];
    const [first] = await Promise.all([own[0]!.lease, own[1]!.lease]);
    await acquire(queue, 'b').lease; // The third place was free all the time.
    expect(queue.depth).toBe(1);
    first.release();
    await own[2]!.lease;
  });

  it('rejects runs beyond the waiting limit of a user, but not those of others', async () => {
    const queue = queueWith({ waitingPerUser: 2 });
    await acquire(queue, 'a').lease;
    acquire(queue, 'a');
    acquire(queue, 'a');
    await expect(acquire(queue, 'a').lease).rejects.toMatchObject({ code: 'limit.parallel', retryAfter: 2 });
    acquire(queue, 'b');
    expect(queue.depth).toBe(3);
  });

  it('applies changed settings at once', async () => {
    const queue = queueWith({ parallel: 4, parallelPerUser: 1 });
    await acquire(queue, 'a').lease;
    const second = acquire(queue, 'a');
    expect(queue.depth).toBe(1);
    queue.resize({ parallel: 4, waiting: 10, parallelPerUser: 2, waitingPerUser: 10 });
    await second.lease;
  });
});

it('reports the position, and every change of it', async () => {
  const queue = queueWith({});
  const first = await acquire(queue, 'a').lease;
  const second = acquire(queue, 'b');
  const told = new Promise<void>((resolve) => {
    const third = { userId: 'c', batch: false, hosts: [host()] };
    const seen: number[] = [];
    void queue.acquire(third, new AbortController().signal, ({ position }) => {
      seen.push(position);
      if (seen.length === 1) first.release();
      else if (seen.length === 2) {
        expect(seen).toEqual([2, 1]);
        resolve();
      }
    });
  });
  await told;
  expect(second.positions).toEqual([1]);
});

it('reports many changes in one tick only once', async () => {
  const queue = queueWith({ parallel: 1, waiting: 100 });
  const leases: Lease[] = [await acquire(queue, 'x').lease];
  const last = Array.from({ length: 20 }, (_, i) => acquire(queue, `user ${i}`)).at(-1)!;
  await nextTurn();
  expect(last.positions).toEqual([20]);
  leases[0]!.release();
});

it('has room for whoever was admitted before, however many wait', async () => {
  const queue = queueWith({ waiting: 0, waitingPerUser: 0 });
  const running = await acquire(queue, 'a').lease;
  const again = acquire(queue, 'b', { isAdmitted: true });
  await expect(acquire(queue, 'b').lease).rejects.toMatchObject({ code: 'limit.parallel' });
  running.release();
  await expect(again.lease).resolves.toBeTruthy();
});

it('an aborted run frees its place in the queue', async () => {
  const queue = queueWith({ waiting: 1 });
  const running = await acquire(queue, 'a').lease;
  const gone = new AbortController();
  const leaving = acquire(queue, 'b', { signal: gone.signal });
  await expect(acquire(queue, 'c').lease).rejects.toMatchObject({ code: 'llm.busy', retryAfter: expect.any(Number) });
  gone.abort(new Error('left'));
  await expect(leaving.lease).rejects.toThrow('left');
  const next = acquire(queue, 'c');
  running.release();
  await expect(next.lease).resolves.toBeTruthy();
  expect(queue.depth).toBe(0);
});

it('rejects an already aborted run at once', async () => {
  const queue = queueWith({});
  await expect(acquire(queue, 'a', { signal: AbortSignal.abort(new Error('left')) }).lease).rejects.toThrow('left');
  await acquire(queue, 'b').lease; // The place is free.
});

describe('work that nobody waits for', () => {
  const IDLE = { userId: 'x', batch: true, hosts: [host()] };

  it('gets a free place, and loses it as soon as somebody waits', async () => {
    const queue = queueWith({ parallel: 1, waiting: 0 });
    const ending = new AbortController();
    const idle = await queue.acquireIdle(IDLE, ending);
    // With a queue of no length: its place counts as free.
    const person = acquire(queue, 'a');
    expect(ending.signal.reason).toBeInstanceOf(GaveWay);
    idle.release();
    idle.release();
    (await person.lease).release();
    const next = new AbortController();
    (await queue.acquireIdle(IDLE, next)).release();
    expect(next.signal.aborted).toBe(false);
  });

  it('gets none while somebody works or waits, and leaves the queue when it is ended', async () => {
    const queue = queueWith({ parallel: 1 });
    const running = await acquire(queue, 'a').lease;
    const ending = new AbortController();
    const order: string[] = [];
    const left = queue.acquireIdle(IDLE, ending);
    const idle = queue.acquireIdle(IDLE, new AbortController()).then((lease) => (order.push('idle'), lease.release()));
    const waiting = acquire(queue, 'b').lease.then((lease) => (order.push('b'), lease.release()));
    ending.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    running.release();
    await Promise.all([waiting, idle]);
    expect([order, queue.depth]).toEqual([['b', 'idle'], 0]);
  });

  it('ends no more than somebody waits for, and nothing for people who are at their own limit', async () => {
    const queue = queueWith({ parallel: 3, parallelPerUser: 1 });
    const endings = [new AbortController(), new AbortController()];
    const [first] = await Promise.all(endings.map((ending) => queue.acquireIdle(IDLE, ending)));
    await acquire(queue, 'a').lease;
    acquire(queue, 'a');
    expect(endings.map(({ signal }) => signal.aborted)).toEqual([false, false]);
    const person = acquire(queue, 'b').lease;
    expect(endings.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    first!.release();
    await person;
    expect(endings.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it('is bounded', async () => {
    const queue = queueWith({ parallel: 1 });
    await acquire(queue, 'a').lease;
    const ended: unknown[] = [];
    for (let i = 0; i < 256; i++) queue.acquireIdle(IDLE, new AbortController()).catch((error) => ended.push(error));
    await nextTurn();
    expect(ended).toEqual([]);
    await expect(queue.acquireIdle(IDLE, new AbortController())).rejects.toMatchObject({ code: 'llm.busy' });
  });
});
