import { DomainError } from '../../common/errors/domain-error.js';
import type { Env } from '../../config/env.js';
import { Breaker } from '../models/backends/breaker.js';
import type { BackendPool, Located, ModelCatalog } from '../models/index.js';
import { HostRuns } from './host-runs.js';
import { acquire, host, queueWith } from './queue/testing/waiting-runs.js';
import type { QueueService } from './queue/queue.service.js';

const locatedAt = (id: string) =>
  ({
    backend: { id, label: id },
    info: { loaded: true },
    host: { state: 'on', tier: 0, weight: 1, maxParallel: null, breaker: new Breaker() },
  }) as unknown as Located;

/** Three hosts of one kind, and what a question to them costs. */
function threeHosts() {
  const set = ['a', 'b', 'c'].map((id, tier) => {
    const located = locatedAt(id);
    return { ...located, host: { ...located.host, tier } };
  });
  const find = (id: string) => set.find(({ backend }) => backend.id === id)!;
  const pool = {
    host: (id: string) => ({ ...find(id).host, backend: find(id).backend }),
    find: (id: string) => find(id).backend,
  };
  const runs = new HostRuns(
    queueWith({}) as unknown as QueueService,
    { invalidate: () => undefined } as ModelCatalog,
    pool as unknown as BackendPool,
    {} as Env,
  );
  /** @param faults of the hosts that fail @returns who was asked, and what came of it */
  const ask = async (faults: Record<string, DomainError>) => {
    const asked: string[] = [];
    const outcome = await runs
      .run(
        { places: { sets: [set] }, userId: 'ada', batch: false },
        new AbortController().signal,
        () => undefined,
        ({ backend: { id } }) => {
          asked.push(id);
          return faults[id] ? Promise.reject(faults[id]) : Promise.resolve('done');
        },
      )
      .catch((error: DomainError) => error.code);
    return [asked.join(''), outcome];
  };
  return { ask, state: (id: string) => find(id).host.breaker.state };
}

const failed = new DomainError('llm.failed', 'CUDA error');
const cut = (code: string) => new DomainError('llm.unavailable', 'gone', { cause: { code } });

it('two sick hosts do not hide a well one: what they fail at again and again is their own', async () => {
  const { ask, state } = threeHosts();
  const sick = { a: failed, b: failed };
  for (let i = 0; i < 3; i++) expect(await ask(sick)).toEqual(['ab', 'llm.failed']);
  expect([state('a'), state('b')]).toEqual(['open', 'open']);
  expect(await ask(sick)).toEqual(['c', 'done']);
});

it('one error in between that another host has too says nothing of either', async () => {
  const { ask, state } = threeHosts();
  for (let i = 0; i < 5; i++) {
    expect(await ask({ a: failed, b: failed })).toEqual(['ab', 'llm.failed']);
    expect(await ask({})).toEqual(['a', 'done']);
    // A host that is never asked alone is known only by its errors.
    expect(await ask({ a: failed })).toEqual(['ab', 'done']);
  }
  expect([state('a'), state('b')]).toEqual(['closed', 'closed']);
});

it.each([
  ['that closes its connection', 'UND_ERR_SOCKET', 'ab'],
  ['that takes none', 'ECONNREFUSED', 'abc'],
])('of hosts %s as many are asked as the question may have ended', async (_, code, asked) => {
  const { ask } = threeHosts();
  expect(await ask({ a: cut(code), b: cut(code), c: cut(code) })).toEqual([asked, 'llm.unavailable']);
});

it('idle work that had a place waits for another one, however much other work does', async () => {
  const queue = queueWith({});
  const set = [locatedAt('a'), locatedAt('b')];
  const find = (id: string) => set.find(({ backend }) => backend.id === id)!;
  const pool = { host: (id: string) => ({ ...find(id).host, backend: find(id).backend }), find: () => undefined };
  let refused: () => void;
  const isRefused = new Promise<void>((resolve) => (refused = resolve));
  const watched: Pick<QueueService, 'acquireIdle'> = {
    async acquireIdle(entry, ending) {
      const lease = queue.acquireIdle(entry, ending);
      lease.catch(() => refused());
      return lease;
    },
  };
  const runs = new HostRuns(
    watched as QueueService,
    { invalidate: () => undefined } as ModelCatalog,
    pool as unknown as BackendPool,
    {} as Env,
  );
  const idle = () => ({ userId: 'ada', batch: true, hosts: [host('b')] });
  const busy = await acquire(queue, 'noah', { hosts: [host('b')] }).lease;
  const others = Array.from({ length: 256 }, () => new AbortController());
  for (const ending of others) queue.acquireIdle(idle(), ending).catch(() => undefined);
  await expect(queue.acquireIdle(idle(), new AbortController())).rejects.toMatchObject({ code: 'llm.busy' });

  const ending = new AbortController();
  const asked = { places: { sets: [set] }, userId: 'ada', batch: true, idle: ending };
  const done = runs.run(asked, ending.signal, undefined, ({ backend }) => {
    if (backend.id === 'b') return Promise.resolve('done at b');
    return Promise.reject(new DomainError('llm.unavailable', 'a is out of reach.'));
  });
  done.catch(() => undefined);
  await isRefused;
  for (const other of others) other.abort(new Error('enough'));
  busy.release();
  await expect(done).resolves.toBe('done at b');
});
