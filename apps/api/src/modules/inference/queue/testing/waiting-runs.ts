import { BackendQueue } from '../backend-queue.js';
import type { HostPlace, QueueLimits } from '../queue.js';

/** A queue without limits but these, and one place. */
export const queueWith = (limits: Partial<QueueLimits>) =>
  new BackendQueue({ parallel: 1, waiting: 1_000, parallelPerUser: 1_000, waitingPerUser: 1_000, ...limits });

export const host = (id = 'one', place: Partial<HostPlace> = {}): HostPlace => ({
  id,
  parallel: null,
  weight: 1,
  penalty: 0,
  ...place,
});

/** A waiting run: the positions it got, and its lease once it is granted. */
export function acquire(
  queue: BackendQueue,
  userId: string,
  { batch = false, signal = new AbortController().signal, hosts = [host()], isAdmitted = false } = {},
) {
  const positions: number[] = [];
  const lease = queue.acquire({ userId, batch, hosts, isAdmitted }, signal, ({ position }) => positions.push(position));
  lease.catch(() => undefined); // A test that expects a refusal awaits it itself.
  return { positions, lease, name: userId };
}
