import { randomUUID } from 'node:crypto';
import { parseJson } from './parse-json.js';
import { RedisLease } from './redis-lease.js';
import type { RedisLink } from './redis-link.js';

/** For how long a process leads without renewing it. */
const LEASE_MS = 3_000;
/** The leader stops this much earlier than another may begin, by its own clock. */
const MARGIN_MS = 500;
/** After so long without its own words the leader hears nobody else either. */
const DEAF_MS = 2_500;
/** How often the leader renews its lease and the others hear of it. */
const BEAT_MS = 1_000;
/** For how long Redis is out of reach before each process helps itself. */
const ALONE_MS = 1_000;

/** What a process is told. A reign has a name of its own: whoever obeys it ignores what an earlier leader says late. */
export interface Reigns {
  /** This process leads; the others hear of it when this resolves. */
  lead(reign: string): Promise<void>;
  /** They have heard of it. @param processes how many there are, or were before those that are not back yet */
  proclaimed(processes: number): void;
  /** Another process leads. */
  follow(reign: string): void;
  /** Nobody can lead, because Redis is out of reach. @param processes how many there were */
  alone(processes: number): void;
  /** The lead is over, and it is not known yet who is next. */
  wait(): void;
}

/**
 * One of the processes of an installation leads: it has a lease in Redis that ends by itself when the process does.
 * Redis decides who leads; a leader that did not renew its lease in time knows by its own clock that it leads no more.
 */
export class Leadership {
  private readonly lease: RedisLease;
  private readonly channel: string;
  private readonly timer: NodeJS.Timeout;
  /** Name of the present reign; `undefined` while nobody is known to lead. */
  private reign?: string;
  private isMine = false;
  /** By the clock of the process, and by that of the machine: the first stands still while a machine is suspended. */
  private until = { ms: 0, wallMs: 0 };
  private heardAt = performance.now();
  private awaySince?: number;
  private processes = 1;
  private isAlone = false;
  private isClosed = false;
  private seeking?: Promise<void>;

  /** @param what of the installation is led */
  constructor(
    private readonly link: RedisLink,
    what: string,
    private readonly reigns: Reigns,
  ) {
    this.lease = new RedisLease(link, link.name(`leader:${what}`), LEASE_MS);
    this.channel = link.name(`leads:${what}`);
    void link.listen(this.channel, (text) => this.hear(text));
    link.onReady(() => void this.seek());
    this.timer = setInterval(() => void this.beat(), BEAT_MS).unref();
  }

  /** Whether this process leads, at this very moment. */
  get leads(): boolean {
    return this.isMine && performance.now() < this.until.ms && Date.now() < this.until.wallMs;
  }

  /** Lets another process lead at once, and never leads again. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { reign } = this;
    if (!this.isMine || reign === undefined) return;
    this.end();
    await this.lease.release(reign);
    await this.link.publish(this.channel, {}).catch(() => undefined);
  }

  /** Ends the timer. */
  stop(): void {
    clearInterval(this.timer);
  }

  private async beat(): Promise<void> {
    const now = performance.now();
    this.awaySince = this.link.readyMs > 0 ? undefined : (this.awaySince ?? now);
    if (this.awaySince !== undefined && now - this.awaySince >= ALONE_MS) return this.helpItself();
    if (this.isMine && now - this.heardAt > DEAF_MS) return this.giveUp();
    if (this.isMine) return this.renew();
    if (this.reign !== undefined && now - this.heardAt > LEASE_MS) this.end();
    if (this.reign === undefined) await this.seek();
  }

  private helpItself(): void {
    this.end();
    if (this.isAlone) return;
    this.isAlone = true;
    this.reigns.alone(this.processes);
  }

  /** Its connection for listening is dead, though Redis answers on the other one. */
  private async giveUp(): Promise<void> {
    const { reign } = this;
    this.end();
    this.link.listenAnew();
    await this.lease.release(reign!);
  }

  private async renew(): Promise<void> {
    const until = leaseUntil();
    const reign = this.reign!;
    const mine = await this.lease.renew(reign).catch(() => undefined);
    if (this.reign !== reign || !this.isMine) return;
    if (mine) {
      this.until = until;
      return this.proclaim();
    }
    if (mine === undefined && this.leads) return;
    this.end();
    await this.seek();
  }

  /** Tries to lead; learns who does when another is quicker. */
  private seek(): Promise<void> {
    this.seeking ??= this.trySeek()
      .catch(() => undefined)
      .finally(() => (this.seeking = undefined));
    return this.seeking;
  }

  private async trySeek(): Promise<void> {
    if (this.reign !== undefined) return;
    const until = leaseUntil();
    const wanted = randomUUID();
    const reign = await (this.isClosed ? this.lease.holder() : this.lease.claim(wanted));
    if (reign !== wanted) return reign === undefined ? undefined : this.obey(reign);
    this.begin(wanted);
    this.isMine = true;
    this.until = until;
    await this.reigns.lead(wanted);
    const before = this.processes;
    await this.proclaim();
    if (this.reign === wanted) this.reigns.proclaimed(Math.max(before, this.processes));
  }

  private async proclaim(): Promise<void> {
    const { reign, processes } = this;
    const listening = await this.link.publish(this.channel, { reign, processes }).catch(() => undefined);
    if (listening !== undefined) this.processes = Math.max(1, listening);
  }

  private hear(text: string): void {
    const said = parseJson<{ reign?: string; processes?: number }>(text);
    // Its own words, or a leader that was paused: its lease decides.
    if (this.isMine) {
      if (said?.reign === this.reign) this.heardAt = performance.now();
      return;
    }
    if (typeof said?.reign !== 'string') {
      this.processes = Math.max(1, this.processes - 1);
      this.end();
      return void this.seek();
    }
    this.heardAt = performance.now();
    if (said.processes) this.processes = said.processes;
    if (said.reign !== this.reign) this.obey(said.reign);
  }

  private obey(reign: string): void {
    this.begin(reign);
    this.reigns.follow(reign);
  }

  private begin(reign: string): void {
    this.reign = reign;
    this.isAlone = false;
    this.heardAt = performance.now();
  }

  private end(): void {
    if (this.reign === undefined) return;
    this.reign = undefined;
    this.isMine = false;
    this.reigns.wait();
  }
}

const leaseUntil = (): { ms: number; wallMs: number } => ({
  ms: performance.now() + LEASE_MS - MARGIN_MS,
  wallMs: Date.now() + LEASE_MS - MARGIN_MS,
});
