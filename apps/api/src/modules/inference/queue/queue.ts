import type { QueuePosition } from './position-rounds.js';

/** A backend that can carry out a request. */
export interface HostPlace {
  /** Id of the backend. */
  id: string;
  /** Runs at a time; `null`: as many as the setting says. */
  parallel: number | null;
  /** Its share of the load beside others: twice the weight, twice the runs. */
  weight: number;
  /** How much worse it suits than the others: 1 is as bad as being full. */
  penalty: number;
}

/** Whoever asks for a place, and where it may be. */
export interface QueueEntry {
  userId: string;
  /** API batch work runs after everything that a person waits for. */
  batch: boolean;
  /** Hosts that can carry it out, at least one. */
  hosts: readonly HostPlace[];
  /** It had a place, or waited for one, before: however many wait, there is room for it. */
  isAdmitted?: boolean;
}

/** Limits of each host. */
export interface QueueLimits {
  /** Runs at a time. */
  parallel: number;
  /** Runs that may wait. */
  waiting: number;
  /** Runs of one user at a time. */
  parallelPerUser: number;
  /** Waiting runs of one user. */
  waitingPerUser: number;
}

/** A place at a backend. `release` is safe to call more than once. */
export interface Lease {
  /** Id of the backend. */
  readonly host: string;
  release(): void;
}

/** Where runs wait for backends: in memory for one process, on a Redis for several. */
export abstract class Queue {
  /** How many runs wait. */
  abstract readonly depth: number;

  /** A higher limit applies at once; a lower one does not end running leases. */
  abstract resize(limits: QueueLimits): void;

  /**
   * Waits for a place at one of the hosts. Aborting the signal leaves the queue and rejects with the signal's reason.
   * @param report called with the run's position whenever it has changed, at most once a round; never when a place is
   * free at once
   * @throws DomainError `limit.parallel` when this user has too many waiting runs, `llm.busy` when all users together
   * have
   */
  abstract acquire(entry: QueueEntry, signal: AbortSignal, report: (position: QueuePosition) => void): Promise<Lease>;

  /**
   * Waits for a place that nobody else wants, for work that nobody waits for. As soon as somebody has to wait, `ending`
   * is aborted with a `GaveWay`.
   * @throws DomainError `llm.busy` when too much of such work waits already
   */
  abstract acquireIdle(entry: QueueEntry, ending: AbortController): Promise<Lease>;
}
