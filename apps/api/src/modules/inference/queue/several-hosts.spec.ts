import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HostPlace } from './queue.js';
import { acquire, host, queueWith } from './testing/waiting-runs.js';

describe('with several hosts', () => {
  const [A, B] = [host('a'), host('b')];
  const at = (...hosts: HostPlace[]) => ({ hosts });

  it('takes the host with the least to do, by its places and its weight', async () => {
    const queue = queueWith({ parallel: 4 });
    const hosts = at(host('a', { parallel: 2 }), host('b', { parallel: 4, weight: 2 }));
    const given: string[] = [];
    for (let i = 0; i < 6; i++) given.push((await acquire(queue, 'x', hosts).lease).host);
    expect(given).toEqual(['a', 'b', 'b', 'b', 'b', 'a']);
  });

  it('takes the one that suits best while it has a place, then the others', async () => {
    const queue = queueWith({ parallel: 2 });
    const hosts = at(host('cold', { penalty: 10 }), host('warm', { penalty: 0 }));
    const given: string[] = [];
    for (let i = 0; i < 4; i++) given.push((await acquire(queue, 'x', hosts).lease).host);
    expect(given).toEqual(['warm', 'warm', 'cold', 'cold']);
  });

  it('no run waits for one host while another that could carry it out is free', async () => {
    const queue = queueWith({});
    const [onA, onB] = [await acquire(queue, 'x', at(A)).lease, await acquire(queue, 'y', at(B)).lease];
    const onlyA = acquire(queue, 'ada', at(A));
    const either = acquire(queue, 'noah', at(A, B));
    onB.release();
    expect((await either.lease).host).toBe('b');
    onA.release();
    expect((await onlyA.lease).host).toBe('a');
  });

  it('is fair over all of them: whoever was served at one goes behind at the other', async () => {
    const queue = queueWith({});
    const [onA, onB] = [await acquire(queue, 'x', at(A)).lease, await acquire(queue, 'y', at(B)).lease];
    const order: string[] = [];
    const wait = (user: string, ...hosts: HostPlace[]) =>
      acquire(queue, user, at(...hosts)).lease.then((lease) => (order.push(`${user} at ${lease.host}`), lease));
    const ada = wait('ada', A);
    const [again, noah] = [wait('ada', A, B), wait('noah', A, B)];
    onA.release();
    (await ada).release();
    await noah;
    onB.release();
    await again;
    expect(order).toEqual(['ada at a', 'noah at a', 'ada at b']);
  });

  it('counts the places of one user at each host', async () => {
    const queue = queueWith({ parallel: 2, parallelPerUser: 1, waitingPerUser: 1 });
    await acquire(queue, 'ada', at(A)).lease;
    expect((await acquire(queue, 'ada', at(A, B)).lease).host).toBe('b');
    acquire(queue, 'ada', at(A));
    await expect(acquire(queue, 'ada', at(A)).lease).rejects.toMatchObject({ code: 'limit.parallel' });
    expect((await acquire(queue, 'noah', at(A)).lease).host).toBe('a');
  });

  it('tells a run the position at the host where the fewest wait before it', async () => {
    const queue = queueWith({});
    const running = [await acquire(queue, 'x', at(A)).lease, await acquire(queue, 'y', at(B)).lease];
    const waiting = [at(A), at(A), at(B), at(A, B)].map((hosts, i) => acquire(queue, `user ${i}`, hosts));
    await nextTurn();
    expect(waiting.map(({ positions }) => positions.at(-1))).toEqual([1, 2, 1, 2]);
    running.forEach((lease) => lease.release());
  });
});

it('counts places that were given elsewhere', async () => {
  const queue = queueWith({ parallel: 2, parallelPerUser: 1 });
  const adopted = queue.adopt({ userId: 'ada', batch: false, hosts: [host()] }, 'one');
  const own = [acquire(queue, 'ada'), acquire(queue, 'noah'), acquire(queue, 'grace')];
  await own[1]!.lease;
  expect(queue.depth).toBe(2);
  adopted.release();
  await own[0]!.lease;
});
