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
