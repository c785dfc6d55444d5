import { randomUUID } from 'node:crypto';
import { DomainError } from '../../../../common/errors/domain-error.js';
import { Leadership, type Reigns } from '../../../../common/redis/leadership.js';
import { parseJson } from '../../../../common/redis/parse-json.js';
import type { RedisLink } from '../../../../common/redis/redis-link.js';
import { GaveWay } from '../idle-work.js';
import type { QueuePosition } from '../position-rounds.js';
import { Queue, type Lease, type QueueEntry, type QueueLimits } from '../queue.js';
import { QueueKeeper } from './queue.keeper.js';
import type { AskedRun, FromKeeper, RunCount, ToKeeper } from './queue.messages.js';

/** Runs that are told together. */
const PART = 250;
const BEAT_MS = 1_000;

/** A run of this process. */
interface OwnRun extends AskedRun {
  grant(lease: Lease): void;
  refuse(error: unknown): void;
  report(position: QueuePosition): void;
  giveWay(): void;
}

/** A process, and what it said. */
interface Envelope {
  from: string;
  message: ToKeeper;
}

/**
 * The queue of all processes of an installation. One of them keeps it (see `Leadership`), the others ask it for places
 * over Redis: two messages for a place, and none for each token. When the keeper is gone, each process tells its
 * successor what it has and what it waits for. While Redis is out of reach, each process keeps a queue of its own, with
 * its share of the places.
 */
export class SharedQueue extends Queue implements Reigns {
  private readonly id = randomUUID();
  private readonly own = new Map<number, OwnRun>();
  private readonly leadership: Leadership;
  private readonly timer: NodeJS.Timeout;
  private keeper?: QueueKeeper;
  /** To whoever keeps the queue; `undefined` while nobody does. */
  private tell?: (message: ToKeeper) => void;
  /** Whose messages are obeyed. */
  private reign?: string;
  private endListening?: () => void;
  /** A message was lost: the keeper is told all. */
  private isStale = false;
  private count = 0;
  private running = 0;
  /** `undefined` until somebody asks here. */
  private limits?: QueueLimits;

  constructor(private readonly link: RedisLink) {
    super();
    void link.listen(this.channelOf(this.id), (text) => this.hear(text));
    this.leadership = new Leadership(link, 'queue', this);
    link.onReady(() => {
      this.isStale = true;
      this.keeper?.hearAgain();
    });
    this.timer = setInterval(() => this.beat(), BEAT_MS).unref();
  }

  get depth(): number {
    return this.own.size - this.running;
  }

  resize(limits: QueueLimits): void {
    this.limits = limits;
  }

  acquire(entry: QueueEntry, signal: AbortSignal, report: (position: QueuePosition) => void): Promise<Lease> {
    return this.ask(entry, signal, { report, giveWay: () => undefined });
  }

  acquireIdle(entry: QueueEntry, ending: AbortController): Promise<Lease> {
    const giveWay = () => ending.abort(new GaveWay());
    return this.ask(entry, ending.signal, { idle: true, report: () => undefined, giveWay });
  }

  /** Lets another process keep the queue, before this one ends its runs. */
  onModuleDestroy(): Promise<void> {
    return this.leadership.close();
  }

  onApplicationShutdown(): void {
    this.leadership.stop();
    this.keeper?.close();
    clearInterval(this.timer);
  }

  async lead(reign: string): Promise<void> {
    this.reign = reign;
    this.endListening?.();
    const keeper = this.keep(1);
    this.endListening = await this.link.listen(this.channelOf(reign), (text) => {
      const envelope = parseJson<Envelope>(text);
      if (this.keeper === keeper && envelope) keeper.take(envelope.from, envelope.message);
    });
  }

  proclaimed(processes: number): void {
    this.keeper?.expect(processes);
  }

  follow(reign: string): void {
    this.leave();
    this.reign = reign;
    const channel = this.channelOf(reign);
    this.tell = (message) => {
      const envelope: Envelope = { from: this.id, message };
      const lost = () => (this.isStale = true);
      this.link.publish(channel, envelope).then((heard) => heard > 0 || lost(), lost);
    };
    this.tellAll();
  }

  alone(processes: number): void {
    this.leave();
    this.keep(processes);
  }

  wait(): void {
    this.leave();
  }

  private leave(): void {
    this.keeper?.close();
    this.endListening?.();
    this.keeper = this.endListening = this.tell = this.reign = undefined;
  }

  /** @param keepers how many there are, each with a part of the places */
  private keep(keepers: number): QueueKeeper {
    this.keeper?.close();
    const { reign } = this;
    const keeper: QueueKeeper = new QueueKeeper({
      keepers,
      isNew: reign !== undefined,
      isKeeper: () =>
        this.keeper === keeper && (reign === undefined || (this.leadership.leads && this.link.readyMs > 0)),
      send: (process, message) => {
        if (this.keeper !== keeper) return;
        if (process === this.id) this.take(message);
        else this.post(keeper, process, { reign, message });
      },
    });
    this.keeper = keeper;
    this.tell = (message) => keeper.take(this.id, message);
    this.tellAll();
    return keeper;
  }

  private post(keeper: QueueKeeper, process: string, message: object): void {
    const lost = () => keeper.missed(process);
    this.link.publish(this.channelOf(process), message).then((heard) => heard > 0 || lost(), lost);
  }

  private channelOf(id: string): string {
    return this.link.name(`queue:${id}`);
  }

  private ask(
    entry: QueueEntry,
    signal: AbortSignal,
    how: Pick<OwnRun, 'idle' | 'report' | 'giveWay'>,
  ): Promise<Lease> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const leave = () => {
        this.end(run.n);
        reject(signal.reason);
      };
      const settled = () => signal.removeEventListener('abort', leave);
      const run: OwnRun = {
        n: this.count++,
        since: Date.now(),
        entry,
        ...how,
        grant: (lease) => {
          settled();
          resolve(lease);
        },
        refuse: (error) => {
          settled();
          reject(error);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.own.set(run.n, run);
      this.tell?.({ ask: asked(run), limits: this.limits! });
    });
  }

  private end(n: number): void {
    const run = this.own.get(n);
    if (!run) return;
    this.own.delete(n);
    if (run.host !== undefined) this.running--;
    this.tell?.({ end: n });
  }

  private hear(text: string): void {
    const said = parseJson<{ reign: string; message: FromKeeper }>(text);
    if (said && said.reign === this.reign && !this.keeper) this.take(said.message);
  }

  private take(message: FromKeeper): void {
    if ('granted' in message) this.granted(message.granted, message.host);
    else if ('refused' in message) {
      const { refused, code, detail, retryAfter } = message;
      const run = this.own.get(refused);
      if (run?.host !== undefined) return;
      this.own.delete(refused);
      run?.refuse(new DomainError(code, detail, { retryAfter }));
    } else if ('at' in message) for (const [n, position, eta_ms] of message.at) this.reported(n, { position, eta_ms });
    else if ('giveWay' in message) this.own.get(message.giveWay)?.giveWay();
    else this.tellAll();
  }

  /** Positions come a little later than the place itself. */
  private reported(n: number, position: QueuePosition): void {
    const run = this.own.get(n);
    if (run?.host === undefined) run?.report(position);
  }

  private granted(n: number, host: string): void {
    const run = this.own.get(n);
    // It has left; the keeper hears of it, or has.
    if (!run) return this.tell?.({ end: n });
    if (run.host !== undefined) return;
    run.host = host;
    this.running++;
    run.grant({ host, release: () => this.end(n) });
  }

  private beat(): void {
    if (this.isStale) this.tellAll();
    else this.tell?.({ beat: this.counted() });
  }

  private counted(): RunCount {
    let sum = 0;
    for (const n of this.own.keys()) sum += n;
    return [this.own.size, this.running, sum];
  }

  private tellAll(): void {
    const { tell, limits } = this;
    if (!tell) return;
    this.isStale = false;
    const all = [...this.own.values()].map(asked);
    for (let from = 0; from === 0 || from < all.length; from += PART)
      tell({ limits, all: all.slice(from, from + PART), isLast: from + PART >= all.length });
  }
}

const asked = ({ n, since, entry, idle, host }: OwnRun): AskedRun => ({ n, since, entry, idle, host });
