import { IdleWork } from './idle-work.js';
import type { Lease } from './queue.js';
import { comesBefore, UserRing, type QueueUser, type Waiting } from './user-ring.js';

/** Weight of the newest run in the running mean of durations. */
const NEWEST = 0.3;

/** A run that waits for a place at one of some hosts. */
export interface WaitingRun extends Waiting {
  readonly batch: boolean;
  readonly at: readonly HostChoice[];
}

/** One of the hosts that a run may be given to. */
export interface HostChoice {
  host: QueueHost;
  weight: number;
  penalty: number;
}

/** The places of one backend, and who waits for them. A run that may go to several hosts waits at each of them. */
export class QueueHost {
  /** Runs at a time, idle work among them. */
  running = 0;
  waiting = 0;
  /** Its own limit; `null`: that of the settings. */
  own: number | null = null;
  readonly idle: IdleWork;
  private readonly people = new UserRing();
  private readonly batch = new UserRing();
  private readonly runningOf = new Map<QueueUser, number>();
  private mean: number | null = null;

  constructor(readonly id: string) {
    this.idle = new IdleWork(id);
  }

  /** Mean duration of its last runs, in milliseconds; `null` while there was none. */
  get meanMs(): number | null {
    return this.mean;
  }

  /** The run to serve next here; `undefined` when no user may be served. */
  get next(): WaitingRun | undefined {
    return (this.people.next ?? this.batch.next) as WaitingRun | undefined;
  }

  waitingOf(user: QueueUser): number {
    return this.people.waitingOf(user) + this.batch.waitingOf(user);
  }

  runningFor(user: QueueUser): number {
    return this.runningOf.get(user) ?? 0;
  }

  add(run: WaitingRun): void {
    this.waiting++;
    (run.batch ? this.batch : this.people).add(run);
  }

  remove(run: WaitingRun): void {
    this.waiting--;
    (run.batch ? this.batch : this.people).remove(run);
  }

  /** After a user's turn, or a change of what waits or runs of theirs. */
  update(user: QueueUser, parallelPerUser: number): void {
    const allowed = this.runningFor(user) < parallelPerUser;
    this.people.update(user, allowed);
    this.batch.update(user, allowed);
  }

  /** @param ended called once, when the place is given back */
  lease(user: QueueUser, ended: () => void): Lease {
    this.running++;
    this.runningOf.set(user, this.runningFor(user) + 1);
    const since = performance.now();
    let held = true;
    return {
      host: this.id,
      release: () => {
        if (!held) return;
        held = false;
        const ms = performance.now() - since;
        this.mean = this.mean === null ? ms : this.mean + NEWEST * (ms - this.mean);
        this.running--;
        const left = this.runningFor(user) - 1;
        if (left > 0) this.runningOf.set(user, left);
        else this.runningOf.delete(user);
        ended();
      },
    };
  }
}

/** Whether a run comes before another, whatever host they are for: people first, then by turn. */
export const isBefore = (a: WaitingRun, b: WaitingRun): boolean => (a.batch === b.batch ? comesBefore(a, b) : b.batch);
