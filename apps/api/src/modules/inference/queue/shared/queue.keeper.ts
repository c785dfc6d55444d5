import { DomainError } from '../../../../common/errors/domain-error.js';
import { BackendQueue } from '../backend-queue.js';
import { GaveWay } from '../idle-work.js';
import type { QueuePosition } from '../position-rounds.js';
import type { Lease, QueueLimits } from '../queue.js';
import { isSameCount, type AskedRun, type FromKeeper, type RunCount, type ToKeeper } from './queue.messages.js';

/** How long a process may say nothing before its places are given to others. It says something every second. */
const SILENT_MS = 4_000;
/** How long a new keeper waits to hear from all processes which places they have, before it grants one. */
const HEAR_ALL_MS = 1_000;
/** How long it leaves their part to those that it has not heard: a process finds its Redis again after 5 s at most. */
const MISS_MS = 10_000;
const CHECK_MS = 1_000;
/** Positions that change within this time are told together. */
const TELL_MS = 50;

interface KeptRun {
  lease?: Lease;
  ending: AbortController;
}

interface KeptProcess {
  readonly id: string;
  readonly runs: Map<number, KeptRun>;
  /** Runs that the parts so far of all its runs name; `undefined` while it tells none. */
  named?: Set<number>;
  positions: [number, number, number | null][];
  heardAt: number;
  /** Whether its last count was another one than here. */
  differed: boolean;
  /** A message to it was lost. */
  isStale: boolean;
}

export interface KeeperOptions {
  send(process: string, message: FromKeeper): void;
  /** Checked before every grant: a keeper that was paused may be one no longer. */
  isKeeper(): boolean;
  /** Among how many keepers the places are divided; 1: there is no other. */
  keepers: number;
  /** Whether there are others, which may have places already: they are heard first. */
  isNew: boolean;
}

/** Keeps the queue of all processes: it has the runs of each in one `BackendQueue`, and tells each what concerns it. */
export class QueueKeeper {
  private readonly queue: BackendQueue;
  private readonly processes = new Map<string, KeptProcess>();
  private readonly check = setInterval(() => this.lookAtAll(), CHECK_MS).unref();
  private checkedAt = performance.now();
  private hasLimits = false;
  /** What was asked before all were heard; `undefined` afterwards. */
  private early?: { process: KeptProcess; asked: AskedRun; run: KeptRun }[];
  private holding?: NodeJS.Timeout;
  /** How many processes there are, as far as is known; `undefined` when it does not matter any more. */
  private expected?: number;

  constructor(private readonly options: KeeperOptions) {
    this.queue = new BackendQueue(undefined, () => options.isKeeper(), options.keepers);
    if (!options.isNew) return;
    this.early = [];
    this.expected = Infinity;
    this.holding = setTimeout(() => this.begin(), HEAR_ALL_MS).unref();
  }

  get depth(): number {
    return this.queue.depth;
  }

  /** How many processes tell what they have, at first. */
  expect(processes: number): void {
    this.expected = processes;
    this.beginWhenHeard();
  }

  close(): void {
    clearInterval(this.check);
    clearTimeout(this.holding);
  }

  take(id: string, message: ToKeeper): void {
    const known = this.processes.get(id);
    if (!known && !('all' in message)) return this.options.send(id, { tellAll: true });
    const process = known ?? this.meet(id);
    process.heardAt = performance.now();
    if ('limits' in message && message.limits) this.learn(message.limits, 'ask' in message);
    if ('ask' in message) this.ask(process, message.ask);
    else if ('end' in message) this.end(process, message.end);
    else if ('all' in message) this.takeAll(process, message.all, message.isLast);
    else this.compare(process, message.beat);
  }

  /** A message to this process was lost. */
  missed(id: string): void {
    const process = this.processes.get(id);
    if (process) process.isStale = true;
  }

  /** Messages of all may have been lost. */
  hearAgain(): void {
    for (const { id } of this.processes.values()) this.options.send(id, { tellAll: true });
    this.queue.advance();
  }

  /** Whoever asks has looked at the settings just now; others may know older ones. */
  private learn(limits: QueueLimits, areNew: boolean): void {
    if (this.hasLimits && !areNew) return;
    this.hasLimits = true;
    this.queue.resize(limits);
  }

  private meet(id: string): KeptProcess {
    const process = { id, runs: new Map(), positions: [], heardAt: 0, differed: false, isStale: false };
    this.processes.set(id, process);
    return process;
  }

  private ask(process: KeptProcess, asked: AskedRun): void {
    const { n, entry, idle, host } = asked;
    const run: KeptRun = { ending: new AbortController() };
    process.runs.set(n, run);
    if (idle)
      run.ending.signal.addEventListener('abort', () => {
        if (run.ending.signal.reason instanceof GaveWay) this.options.send(process.id, { giveWay: n });
      });
    if (host === undefined) this.wait(process, asked, run);
    else run.lease = idle ? this.queue.adoptIdle(host, run.ending) : this.queue.adopt(entry, host);
  }

  private wait(process: KeptProcess, asked: AskedRun, run: KeptRun): void {
    if (this.early) return void this.early.push({ process, asked, run });
    const { n, entry, idle } = asked;
    const lease = idle
      ? this.queue.acquireIdle(entry, run.ending)
      : this.queue.acquire(entry, run.ending.signal, (at) => this.report(process, n, at));
    lease.then(
      (granted) => this.grant(process, n, run, granted),
      (error: unknown) => this.refuse(process, n, run, error),
    );
  }

  private grant(process: KeptProcess, n: number, run: KeptRun, lease: Lease): void {
    const isHere = process.runs.get(n) === run;
    if (!isHere || !this.options.isKeeper()) {
      // If it is the keeper after all, it misses this run at the next count and asks for it.
      if (isHere) process.runs.delete(n);
      return lease.release();
    }
    run.lease = lease;
    this.options.send(process.id, { granted: n, host: lease.host });
  }

  private refuse(process: KeptProcess, n: number, run: KeptRun, error: unknown): void {
    if (process.runs.get(n) !== run) return;
    process.runs.delete(n);
    if (!(error instanceof DomainError)) return;
    const { code, detail, retryAfter } = error;
    this.options.send(process.id, { refused: n, code, detail, retryAfter });
  }

  private end(process: KeptProcess, n: number): void {
    const run = process.runs.get(n);
    if (!run) return;
    process.runs.delete(n);
    if (run.lease) run.lease.release();
    else run.ending.abort(new Error('It waits no longer.'));
  }

  /** Positions of one round go together. */
  private report(process: KeptProcess, n: number, { position, eta_ms }: QueuePosition): void {
    process.positions.push([n, position, eta_ms]);
    if (process.positions.length > 1) return;
    setTimeout(() => {
      const at = process.positions;
      process.positions = [];
      this.options.send(process.id, { at });
    }, TELL_MS).unref();
  }

  private takeAll(process: KeptProcess, all: AskedRun[], isLast: boolean): void {
    process.named ??= new Set();
    for (const asked of all) {
      process.named.add(asked.n);
      this.compareRun(process, asked, process.runs.get(asked.n));
    }
    if (!isLast) return;
    for (const n of [...process.runs.keys()]) if (!process.named.has(n)) this.end(process, n);
    process.named = undefined;
    this.beginWhenHeard();
  }

  private compareRun(process: KeptProcess, asked: AskedRun, run: KeptRun | undefined): void {
    const { n, host } = asked;
    if (run && !run.lease && host !== undefined) {
      // Another keeper, or its own queue, has given it a place.
      this.end(process, n);
      run = undefined;
    }
    // It waited before at another keeper.
    if (!run) return this.ask(process, { ...asked, entry: { ...asked.entry, isAdmitted: true } });
    // It has not heard of its place, or that somebody wants it.
    if (run.lease && host === undefined) this.options.send(process.id, { granted: n, host: run.lease.host });
    if (run.ending.signal.aborted) this.options.send(process.id, { giveWay: n });
  }

  /** Messages may be under way when the counts differ once; not for a whole second. */
  private compare(process: KeptProcess, count: RunCount): void {
    let [running, sum] = [0, 0];
    for (const [n, { lease }] of process.runs) {
      sum += n;
      if (lease) running++;
    }
    const differs = !isSameCount(count, [process.runs.size, running, sum]);
    if (differs && process.differed) this.options.send(process.id, { tellAll: true });
    process.differed = differs && !process.differed;
  }

  private beginWhenHeard(): void {
    if (this.expected === undefined || this.heard < this.expected) return;
    this.expected = undefined;
    if (this.early) return this.begin();
    clearTimeout(this.holding);
    this.queue.shareWith(1);
  }

  private get heard(): number {
    return [...this.processes.values()].filter(({ named }) => !named).length;
  }

  /** Begins to grant places: all of them, or those that are not left to whoever was not heard. */
  private begin(): void {
    clearTimeout(this.holding);
    if (this.expected === Infinity) {
      // Not even the others' number is known yet.
      this.holding = setTimeout(() => this.begin(), HEAR_ALL_MS).unref();
      return;
    }
    if (this.expected === undefined) this.queue.shareWith(1);
    else {
      this.queue.shareWith(Math.max(1, this.expected / Math.max(1, this.heard)));
      this.holding = setTimeout(() => this.queue.shareWith(1), MISS_MS).unref();
    }
    const waiting = this.early ?? [];
    this.early = undefined;
    for (const { process, asked, run } of waiting.sort((a, b) => a.asked.since - b.asked.since))
      if (process.runs.get(asked.n) === run) this.wait(process, asked, run);
  }

  private lookAtAll(): void {
    this.queue.advance();
    for (const process of this.processes.values()) {
      if (process.isStale) this.options.send(process.id, { tellAll: true });
      process.isStale = false;
    }
    this.dropSilent();
  }

  private dropSilent(): void {
    const now = performance.now();
    const wasPaused = now - this.checkedAt > 2 * CHECK_MS;
    this.checkedAt = now;
    if (wasPaused) return; // What they said meanwhile is still to be read.
    for (const process of this.processes.values()) {
      if (now - process.heardAt < SILENT_MS) continue;
      this.processes.delete(process.id);
      for (const n of [...process.runs.keys()]) this.end(process, n);
    }
  }
}
