// Cost of a place in the queue of several processes, where it is kept and elsewhere. Needs a Redis and a built product.
// Usage: node bench/shared-queue.mjs redis://127.0.0.1:6379
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './lib/portal.mjs';

const PLACES = 20_000;
const AT_A_TIME = 32;
const LIMITS = { parallel: 4, waiting: 10_000, parallelPerUser: 100, waitingPerUser: 10_000 };
const hosts = [{ id: 'one', parallel: null, weight: 1, penalty: 0 }];

const load = (file) => import(pathToFileURL(path.join(ROOT, 'apps/api/dist', file)));
const { RedisLink } = await load('common/redis/redis-link.js');
const { SharedQueue } = await load('modules/inference/queue/shared/shared-queue.js');
const { BackendQueue } = await load('modules/inference/queue/backend-queue.js');

const [url] = process.argv.slice(2);
if (!url) throw new Error('Usage: node bench/shared-queue.mjs redis://127.0.0.1:6379');
const ready = (link) => new Promise((resolve) => link.onReady(resolve));

/** A queue on a connection of its own, once it has given a place. */
async function queueOf() {
  const link = new RedisLink(url, 'bench');
  await ready(link);
  const queue = new SharedQueue(link);
  queue.resize(LIMITS);
  await place(queue, 0);
  return queue;
}

async function place(queue, i) {
  const { signal } = new AbortController();
  const lease = await queue.acquire({ userId: `user ${i % 20}`, batch: false, hosts }, signal, () => undefined);
  lease.release();
}

async function measure(name, queue) {
  for (let i = 0; i < 500; i++) await place(queue, i);
  const times = [];
  const cpu = process.cpuUsage();
  let asked = 0;
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      while (asked < PLACES) {
        const began = performance.now();
        await place(queue, asked++);
        times.push(performance.now() - began);
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  const median = times.sort((a, b) => a - b)[PLACES / 2];
  console.log(`${name}: ${Math.round((user + system) / PLACES)} µs CPU a place, p50 ${median.toFixed(2)} ms`);
}

await measure('one process', new BackendQueue(LIMITS));
await measure('where it is kept', await queueOf());
await measure('elsewhere, both processes together', await queueOf());
process.exit();
