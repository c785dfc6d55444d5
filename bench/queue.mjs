// Cost of a change in the queue while ten thousand runs wait, and the event loop's delay. Only the queue, no server.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ROOT } from './lib/portal.mjs';

const WAITING = 10_000;
/** Users, each with ten waiting runs. */
const USERS = 1_000;
const PARALLEL = 4;
/** Served runs per sample. Each one queues again, so that the length stays constant. */
const CHANGES = 5_000;
const hosts = [{ id: 'one', parallel: null, weight: 1, penalty: 0 }];

export async function queue({ runs, sample }) {
  const built = pathToFileURL(path.join(ROOT, 'apps/api/dist/modules/inference/queue/backend-queue.js'));
  const { BackendQueue } = await import(built);
  for (let run = -1; run < runs; run++) {
    const { loop, us } = await oneRun(BackendQueue);
    if (run < 0) continue; // By now the hot path is compiled.
    const what = `with ${WAITING.toLocaleString('en')} waiting`;
    sample('queue-loop', `Queue: event-loop delay p99 ${what}`, 'ms', loop);
    sample('queue-change', `Queue: time of a release and an arrival ${what}, positions told`, 'µs', us);
  }
}

async function oneRun(BackendQueue) {
  const limits = { parallel: PARALLEL, waiting: 2 * WAITING, parallelPerUser: 4, waitingPerUser: WAITING };
  const backend = new BackendQueue(limits);
  const held = [];
  const waiting = new Set();
  let told = 0;
  let arrivals = 0;
  const arrive = () => {
    const entry = { userId: `user ${arrivals++ % USERS}`, batch: arrivals % 5 === 0, hosts };
    const gone = new AbortController();
    waiting.add(gone);
    const granted = (lease) => {
      waiting.delete(gone);
      held.push(lease);
    };
    backend.acquire(entry, gone.signal, () => told++).then(granted, () => undefined);
  };
  for (let i = 0; i < WAITING + PARALLEL; i++) arrive();
  await nextTurn();

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let busy = 0;
  for (let served = 0; served < CHANGES;) {
    const began = performance.now();
    for (const lease of held.splice(0)) {
      lease.release();
      arrive();
      served++;
    }
    busy += performance.now() - began;
    await nextTurn();
  }
  delay.disable();
  if (backend.depth !== WAITING) throw new Error(`${backend.depth} wait in place of ${WAITING}`);
  if (told < WAITING) throw new Error('nobody was told a position');
  for (const gone of waiting) gone.abort();
  return { loop: delay.percentile(99) / 1e6, us: (busy / CHANGES) * 1_000 };
}
