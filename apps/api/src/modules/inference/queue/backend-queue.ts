import { DomainError } from '../../../common/errors/domain-error.js';
import { PositionRounds, type QueuePosition } from './position-rounds.js';
import { isBefore, QueueHost, type HostChoice, type WaitingRun } from './queue-host.js';
import { Queue, type HostPlace, type Lease, type QueueEntry, type QueueLimits } from './queue.js';
import { UserRing, type QueueUser } from './user-ring.js';

interface Entry extends WaitingRun {
  grant(lease: Lease): void;
  report(position: QueuePosition): void;
}

/** Until the settings are known. */
const NO_LIMITS = { parallel: 1, waiting: 0, parallelPerUser: 1, waitingPerUser: 0 };
/** After every so many turns, forget the users who were idle for as many. */
const FORGET_TURNS = 1024;

/**
 * The queue of all backends, in the memory of one process. It is fair between users: the least recently served user
 * goes next, so one person with ten questions never makes another wait for more than one of them. A change costs
 * O(hosts × log users), however many wait.
 */
export class BackendQueue extends Queue {
  private turns = 0;
  private readonly users = new Map<string, QueueUser>();
  private readonly hosts = new Map<string, QueueHost>();
  /** All that waits, wherever: only for the order. */
  private readonly people = new UserRing();
  private readonly batch = new UserRing();
  private waiting = 0;
  private readonly rounds = new PositionRounds<Entry>(
    () => this.order(),
    positionsIn,
    (position, { at }) => this.etaOf(position, at),
  );

  /**
   * @param mayGrant asked before each place; call `advance` when it may again
   * @param queues as `shareWith`
   */
  constructor(
    private limits: QueueLimits = NO_LIMITS,
    private readonly mayGrant: () => boolean = () => true,
    private queues = 1,
  ) {
    super();
  }

  get depth(): number {
    return this.waiting;
  }

  resize(limits: QueueLimits): void {
    const { parallel, parallelPerUser } = this.limits;
    this.limits = limits;
    if (limits.parallelPerUser !== parallelPerUser) for (const user of this.users.values()) this.update(user);
    if (limits.parallel !== parallel || limits.parallelPerUser !== parallelPerUser) this.advance();
  }

  acquire(entry: QueueEntry, signal: AbortSignal, report: (position: QueuePosition) => void): Promise<Lease> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const user = this.user(entry.userId);
      const at = entry.hosts.map((place) => this.choice(place));
      if (!entry.isAdmitted) this.requireRoom(user, at);
      const waiting: Entry = {
        user,
        batch: entry.batch,
        arrived: this.turns++,
        at,
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
      this.add(waiting);
      this.advance();
    });
  }

  acquireIdle({ hosts }: QueueEntry, ending: AbortController): Promise<Lease> {
    const { host } = best(
      hosts.map((place) => this.choice(place)),
      (at) => this.load(at),
    );
    const granted = host.idle.wait(ending);
    this.advance();
    return granted;
  }

  /**
   * From now on this queue gives only its part of the places, because others give some at the same hosts.
   * @param queues how many such parts there are, 1 or more, not always a whole number
   */
  shareWith(queues: number): void {
    this.queues = queues;
    for (const user of this.users.values()) this.update(user);
    this.advance();
  }

  /** A place that somebody has already, by leave of another queue. It counts from now on, even beyond the limits. */
  adopt(entry: QueueEntry, hostId: string): Lease {
    const user = this.user(entry.userId);
    const lease = this.host(hostId).lease(user, () => this.ended(user));
    user.running++;
    this.update(user);
    return lease;
  }

  /** As `adopt`, for work that nobody waits for. */
  adoptIdle(hostId: string, ending: AbortController): Lease {
    const host = this.host(hostId);
    host.running++;
    return host.idle.lease(ending, () => this.idleEnded(host));
  }

  private requireRoom(user: QueueUser, at: readonly HostChoice[]): void {
    const { waiting, waitingPerUser } = this.limits;
    // Work that gives way counts as a free place.
    const isFree = ({ host }: HostChoice) =>
      host.running - host.idle.running < this.parallel(host) && this.mayRun(user, host) && !host.next;
    if (at.some(isFree)) return;
    const own = Math.min(...at.map(({ host }) => host.waitingOf(user)));
    if (own >= waitingPerUser)
      throw new DomainError(
        'limit.parallel',
        `You have ${own} requests waiting for this model server, and no more may wait. Let one of them ` +
          'end, or stop it, and ask again.',
        { retryAfter: 2 },
      );
    const all = Math.min(...at.map(({ host }) => host.waiting));
    if (all >= waiting)
      throw new DomainError(
        'llm.busy',
        `Too many requests are waiting for the model (${all}). Try again in a moment.`,
        { retryAfter: 10 },
      );
  }

  /** Grants what may be granted now. */
  advance(): void {
    if (!this.mayGrant()) return;
    for (let run = this.next(); run; run = this.next()) {
      const { user, at } = run;
      this.remove(run);
      user.running++;
      user.lastTurn = this.turns++;
      const { host } = best(
        at.filter((choice) => this.isOpenTo(user, choice)),
        (choice) => this.load(choice),
      );
      const lease = host.lease(user, () => this.ended(user));
      this.update(user);
      run.grant(lease);
    }
    for (const host of this.hosts.values()) {
      if (host.next) host.idle.giveWay();
      else while (host.running < this.parallel(host) && host.idle.grant(() => this.idleEnded(host))) host.running++;
    }
    if (this.waiting > 0) this.rounds.schedule();
  }

  /** The run to serve now, of all hosts with a free place. */
  private next(): Entry | undefined {
    let first: WaitingRun | undefined;
    for (const host of this.hosts.values()) {
      const next = host.running < this.parallel(host) ? host.next : undefined;
      if (next && (!first || isBefore(next, first))) first = next;
    }
    return first as Entry | undefined;
  }

  private isOpenTo(user: QueueUser, { host }: HostChoice): boolean {
    return host.running < this.parallel(host) && this.mayRun(user, host);
  }

  private load({ host, weight, penalty }: HostChoice): number {
    return penalty + host.running / (this.parallel(host) * weight);
  }

  private parallel({ own }: QueueHost): number {
    return this.part(own ?? this.limits.parallel);
  }

  private mayRun(user: QueueUser, host: QueueHost): boolean {
    return host.runningFor(user) < this.part(this.limits.parallelPerUser);
  }

  private part(places: number): number {
    return this.queues === 1 ? places : Math.max(1, Math.floor(places / this.queues));
  }

  private ended(user: QueueUser): void {
    user.running--;
    this.update(user);
    this.advance();
  }

  private idleEnded(host: QueueHost): void {
    host.running--;
    this.advance();
  }

  private add(run: Entry): void {
    this.waiting++;
    run.user.waiting++;
    (run.batch ? this.batch : this.people).add(run);
    for (const { host } of run.at) host.add(run);
    this.update(run.user);
  }

  private remove(run: Entry): void {
    this.waiting--;
    run.user.waiting--;
    (run.batch ? this.batch : this.people).remove(run);
    for (const { host } of run.at) host.remove(run);
    this.rounds.forget(run);
    this.update(run.user);
  }

  private update(user: QueueUser): void {
    for (const host of this.hosts.values()) host.update(user, this.part(this.limits.parallelPerUser));
  }

  private user(id: string): QueueUser {
    if (this.turns % FORGET_TURNS === 0) this.forgetIdle();
    let user = this.users.get(id);
    if (!user) this.users.set(id, (user = { id, lastTurn: -1, running: 0, waiting: 0 }));
    return user;
  }

  /** Forgets idle users who were served before all others: without a record they come first just as well. */
  private forgetIdle(): void {
    for (const [id, { running, waiting, lastTurn }] of this.users)
      if (running === 0 && waiting === 0 && lastTurn < this.turns - FORGET_TURNS) this.users.delete(id);
  }

  private host(id: string): QueueHost {
    let host = this.hosts.get(id);
    if (!host) this.hosts.set(id, (host = new QueueHost(id)));
    return host;
  }

  private choice({ id, parallel, weight, penalty }: HostPlace): HostChoice {
    const host = this.host(id);
    host.own = parallel;
    return { host, weight, penalty };
  }

  private order(): Entry[] {
    const order: WaitingRun[] = [];
    const turnOf = new Map<QueueUser, number>();
    this.batch.playForward(turnOf, order, this.people.playForward(turnOf, order, this.turns));
    return order as Entry[];
  }

  private etaOf(position: number, at: readonly HostChoice[]): number | null {
    const known = at.flatMap(({ host }) => host.meanMs ?? []);
    if (known.length === 0) return null;
    const places = at.reduce((sum, { host }) => sum + this.parallel(host), 0);
    return Math.round((Math.ceil(position / places) * known.reduce((sum, ms) => sum + ms, 0)) / known.length);
  }
}

/** How many come before at the host where the fewest do. */
function positionsIn(order: Entry[]): number[] {
  const ahead = new Map<QueueHost, number>();
  return order.map(({ at }) => {
    let fewest = Infinity;
    for (const { host } of at) {
      const before = ahead.get(host) ?? 0;
      fewest = Math.min(fewest, before);
      ahead.set(host, before + 1);
    }
    return fewest + 1;
  });
}

function best(choices: HostChoice[], load: (choice: HostChoice) => number): HostChoice {
  return choices.reduce((a, b) => (load(b) < load(a) ? b : a));
}
