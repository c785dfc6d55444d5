import { DomainError } from '../../../common/errors/domain-error.js';
import { IdleWork } from './idle-work.js';
import { PositionRounds, type QueuePosition } from './position-rounds.js';
import { newQueueUser, UserRing, type Lease, type QueueUser, type Waiting } from './user-ring.js';

export type { Lease };

/** The requester of a place. */
export interface QueueEntry {
  userId: string;
  /** API batch work runs after everything that a person waits for. */
  batch: boolean;
}

/** Limits of one backend's queue. */
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

interface Entry extends Waiting {
  grant(lease: Lease): void;
  report(position: QueuePosition): void;
}

/** Weight of the newest run in the running mean of durations. */
const NEWEST = 0.3;
/** After every so many turns, forget the users who were idle for as many. */
const FORGET_TURNS = 1024;

/**
 * The queue of one backend. It is fair between users: the least recently served user goes next, so one person with ten
 * questions never makes another wait for more than one of them. A change costs O(log users), however many wait.
 */
export class BackendQueue {
  private running = 0;
  private waiting = 0;
  private turns = 0;
  private meanMs: number | null = null;
  private readonly users = new Map<string, QueueUser>();
  private readonly people = new UserRing('people');
  private readonly batch = new UserRing('batch');
  private readonly idle = new IdleWork();
  private readonly rounds = new PositionRounds<Entry>(
    () => this.order(),
    (position) => (this.meanMs === null ? null : Math.round(Math.ceil(position / this.limits.parallel) * this.meanMs)),
  );

  constructor(private limits: QueueLimits) {}

  /** How many runs wait. */
  get depth(): number {
    return this.waiting;
  }

  /** A higher limit applies at once; a lower one does not end running leases. */
  resize(limits: QueueLimits): void {
    const { parallel, parallelPerUser } = this.limits;
    this.limits = limits;
    if (limits.parallelPerUser !== parallelPerUser) for (const user of this.users.values()) this.update(user);
    if (limits.parallel !== parallel || limits.parallelPerUser !== parallelPerUser) this.advance();
  }

  /**
   * Waits for a place. Aborting the signal leaves the queue and rejects with the signal's reason.
   * @param report called with the run's position whenever it has changed, at most once a round; never when a place is
   * free at once
   * @throws DomainError `limit.parallel` when this user has too many waiting runs, `llm.busy` when all users together
   * have
   */
  acquire(entry: QueueEntry, signal: AbortSignal, report: (position: QueuePosition) => void): Promise<Lease> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const user = this.user(entry.userId);
      this.requireRoom(user);
      const waiting: Entry = {
        user,
        batch: entry.batch,
        arrived: this.turns++,
        report,
        grant: (lease) => {
          signal.removeEventListener('abort', leave);
          resolve(lease);
        },
      };
      const leave = () => {
        this.remove(waiting);
        this.rounds.schedule();
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting++;
      user.waiting++;
      this.ringOf(waiting).add(waiting);
      this.update(user);
      this.advance();
    });
  }

  /**
   * Waits for a place that nobody else wants, for work that nobody waits for. As soon as somebody has to wait, `ending`
   * is aborted with a `GaveWay`.
   * @throws DomainError `llm.busy` when too much of such work waits already
   */
  acquireIdle(ending: AbortController): Promise<Lease> {
    const granted = this.idle.wait(ending);
    this.advance();
    return granted;
  }

  private requireRoom(user: QueueUser): void {
    const { parallel, waiting, waitingPerUser } = this.limits;
    if (this.running - this.idle.running < parallel && this.mayRun(user) && !this.next) return;
    if (user.waiting >= waitingPerUser)
      throw new DomainError(
        'limit.parallel',
        `You have ${user.waiting} requests waiting for this model server, and no more may wait. Let one of them ` +
          'end, or stop it, and ask again.',
        { retryAfter: 2 },
      );
    if (this.waiting >= waiting)
      throw new DomainError(
        'llm.busy',
        `Too many requests are waiting for the model (${this.waiting}). Try again in a moment.`,
        { retryAfter: 10 },
      );
  }

  private get next(): Entry | undefined {
    return (this.people.next ?? this.batch.next) as Entry | undefined;
  }

  private advance(): void {
    for (let next = this.next; next && this.running < this.limits.parallel; next = this.next) {
      this.remove(next);
      const { user } = next;
      this.running++;
      user.running++;
      user.lastTurn = this.turns++;
      this.update(user);
      next.grant(this.lease(user));
    }
    if (this.next) this.idle.giveWay();
    else while (this.running < this.limits.parallel && this.idle.grant(() => this.releaseIdle())) this.running++;
    if (this.running === 0 && this.waiting === 0) this.users.clear();
    else if (this.waiting > 0) this.rounds.schedule();
  }

  private lease(user: QueueUser): Lease {
    const since = performance.now();
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        const ms = performance.now() - since;
        this.meanMs = this.meanMs === null ? ms : this.meanMs + NEWEST * (ms - this.meanMs);
        this.running--;
        user.running--;
        this.update(user);
        this.advance();
      },
    };
  }

  private releaseIdle(): void {
    this.running--;
    this.advance();
  }

  private remove(waiting: Entry): void {
    this.ringOf(waiting).remove(waiting);
    this.waiting--;
    waiting.user.waiting--;
    this.rounds.forget(waiting);
    this.update(waiting.user);
  }

  private update(user: QueueUser): void {
    const allowed = this.mayRun(user);
    this.people.update(user, allowed);
    this.batch.update(user, allowed);
  }

  private mayRun(user: QueueUser): boolean {
    return user.running < this.limits.parallelPerUser;
  }

  private ringOf({ batch }: Waiting): UserRing {
    return batch ? this.batch : this.people;
  }

  private user(id: string): QueueUser {
    if (this.turns % FORGET_TURNS === 0) this.forgetIdle();
    let user = this.users.get(id);
    if (!user) this.users.set(id, (user = newQueueUser(id)));
    return user;
  }

  /** Forgets idle users who were served before all others: without a record they come first just as well. */
  private forgetIdle(): void {
    for (const [id, { running, waiting, lastTurn }] of this.users)
      if (running === 0 && waiting === 0 && lastTurn < this.turns - FORGET_TURNS) this.users.delete(id);
  }

  private order(): Entry[] {
    const order: Waiting[] = [];
    const turnOf = new Map<QueueUser, number>();
    this.batch.playForward(turnOf, order, this.people.playForward(turnOf, order, this.turns));
    return order as Entry[];
  }
}
