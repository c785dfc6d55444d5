import { EventEmitter, once } from 'node:events';
import { RedisLink } from '../src/common/redis/redis-link.js';
import type { HostPlace, Queue, QueueLimits } from '../src/modules/inference/queue/queue.js';
import { SharedQueue } from '../src/modules/inference/queue/shared/shared-queue.js';

export const LIMITS: QueueLimits = { parallel: 1, waiting: 100, parallelPerUser: 100, waitingPerUser: 100 };
export const host = (id: string): HostPlace => ({ id, parallel: null, weight: 1, penalty: 0 });

/** One process of an installation, as far as its queue goes. */
export interface QueueProcess {
  queue: SharedQueue;
  link: RedisLink;
  close(): Promise<void>;
}

export function processOn(url: string): QueueProcess {
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

/** A run that waits, or has its place. Each backend of a test has people of its own, whom no other test has served. */
export function ask(queue: Queue, name: string, { batch = false, at = 'one', gone = new AbortController() } = {}) {
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
export async function positionOf({ positions, told }: ReturnType<typeof ask>, wanted?: number): Promise<number> {
  const isTold = () => (wanted === undefined ? positions.length > 0 : positions.at(-1) === wanted);
  while (!isTold()) await once(told, 'position');
  return positions.at(-1)!;
}
