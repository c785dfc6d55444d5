import { DomainError } from '../../../../common/errors/domain-error.js';
import { BackendQueue } from '../backend-queue.js';
import { GaveWay } from '../idle-work.js';
import type { QueuePosition } from '../position-rounds.js';
import type { Lease } from '../queue.js';
import type { AskedRun, FromKeeper, ToKeeper } from './queue.messages.js';

/** How long a process may say nothing before its places are given to others. It says something every second. */
const SILENT_MS = 4_000;
/** How long a new keeper waits to hear from all processes which places they have, before it grants one. */
const HEAR_ALL_MS = 1_000;
/** How long it leaves their part to those that it has not heard: a process finds its Redis again after 5 s at most. */
const MISS_MS = 10_000;
const CHECK_MS = 1_000;

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
  /** Whether the last number of runs it told was another one than here. */
  differed: boolean;
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
  private readonly queue = new BackendQueue();
  private readonly processes = new Map<string, KeptProcess>();
  private readonly check = setInterval(() => this.dropSilent(), CHECK_MS).unref();
  private checkedAt = performance.now();
  /** What was asked before all were heard; `undefined` afterwards. */
  private early?: { process: KeptProcess; asked: AskedRun; run: KeptRun }[];
  private holding?: NodeJS.Timeout;
  /** How many processes there are, as far as is known; `undefined` when it does not matter any more. */
  private expected?: number;

  constructor(private readonly options: KeeperOptions) {
    this.queue.shareWith(options.keepers);
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
    if ('limits' in message) this.queue.resize(message.limits);
    if ('ask' in message) this.ask(process, message.ask);
    else if ('end' in message) this.end(process, message.end);
    else if ('all' in message) this.takeAll(process, message.all, message.isLast);
    else this.compare(process, message.beat);
  }

  private meet(id: string): KeptProcess {
    const process = { id, runs: new Map(), positions: [], heardAt: 0, differed: false };
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
    setImmediate(() => {
      const at = process.positions;
      process.positions = [];
      this.options.send(process.id, { at });
    });
  }

  private takeAll(process: KeptProcess, all: AskedRun[], isLast: boolean): void {
    process.named ??= new Set();
    for (const asked of all) {
      process.named.add(asked.n);
      const run = process.runs.get(asked.n);
      if (!run) this.ask(process, asked);
      else if (run.lease && asked.host === undefined)
        // It has not heard of its place.
        this.options.send(process.id, { granted: asked.n, host: run.lease.host });
    }
    if (!isLast) return;
    for (const n of [...process.runs.keys()]) if (!process.named.has(n)) this.end(process, n);
    process.named = undefined;
    this.beginWhenHeard();
  }

  /** Messages may be under way when the numbers differ once; not for a whole second. */
  private compare(process: KeptProcess, runs: number): void {
    const differs = process.runs.size !== runs;
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
    if (this.expected === undefined) this.queue.shareWith(1);
    else {
      this.queue.shareWith(Math.max(1, Number.isFinite(this.expected) ? this.expected : 1));
      this.holding = setTimeout(() => this.queue.shareWith(1), MISS_MS).unref();
    }
    const waiting = this.early ?? [];
    this.early = undefined;
    for (const { process, asked, run } of waiting.sort((a, b) => a.asked.since - b.asked.since))
      if (process.runs.get(asked.n) === run) this.wait(process, asked, run);
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
