import { DomainError } from '../common/errors/domain-error.js';

export interface QueueEntry {
  userId: string;
  /** API batch work goes behind everything that a person waits for. */
  batch: boolean;
}

/** Where a waiting run stands: how many go before it, and an estimate from how long runs took lately. */
export interface QueuePosition {
  position: number;
  /** Milliseconds, `null` while nothing is known. */
  eta_ms: number | null;
}

interface Waiting extends QueueEntry {
  arrived: number;
  /** How often something changed for it: it was granted, or others came, went or were served. */
  news: number;
  /** Called at each change; the run may not be listening yet, so it compares `news` first. */
  wake: () => void;
  granted: boolean;
}

/** Weight of the newest run in the running mean of durations. */
const NEWEST = 0.3;

/**
 * The queue of one backend: at most `parallel` runs at a time, the rest in turns. Whoever was served longest ago goes next, so
 * one person with ten questions never makes another wait for more than one of them.
 */
class Lane {
  private running = 0;
  private waiting: Waiting[] = [];
  private turns = 0;
  private readonly lastTurn = new Map<string, number>();
  private meanMs: number | null = null;

  constructor(private parallel: number) {}

  /** More room counts at once; with less, who has a place keeps it. */
  resize(parallel: number): void {
    if (parallel === this.parallel) return;
    this.parallel = parallel;
    this.advance();
  }

  get length(): number {
    return this.waiting.length;
  }

  get busy(): boolean {
    return this.running >= this.parallel || this.waiting.length > 0;
  }

  add(entry: QueueEntry): Waiting {
    const waiting: Waiting = { ...entry, arrived: this.turns++, news: 0, wake: () => undefined, granted: false };
    this.waiting.push(waiting);
    this.advance();
    return waiting;
  }

  leave(entry: Waiting): void {
    this.waiting = this.waiting.filter((other) => other !== entry);
    this.wakeAll();
  }

  finished(durationMs: number): void {
    this.running--;
    this.meanMs = this.meanMs === null ? durationMs : this.meanMs + NEWEST * (durationMs - this.meanMs);
    this.advance();
  }

  positionOf(entry: Waiting): QueuePosition {
    const position = this.order().indexOf(entry) + 1;
    return {
      position,
      eta_ms: this.meanMs === null ? null : Math.round(Math.ceil(position / this.parallel) * this.meanMs),
    };
  }

  private advance(): void {
    while (this.running < this.parallel && this.waiting.length > 0) {
      const next = this.order()[0]!;
      this.waiting = this.waiting.filter((other) => other !== next);
      this.lastTurn.set(next.userId, this.turns++);
      this.running++;
      next.granted = true;
      tell(next);
    }
    if (this.waiting.length === 0 && this.running === 0) this.lastTurn.clear();
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const entry of this.waiting) tell(entry);
  }

  /** The order in which those who wait now would be served: the same rule, played forward. */
  private order(): Waiting[] {
    const lastTurn = new Map(this.lastTurn);
    const left = [...this.waiting];
    const order: Waiting[] = [];
    let turn = this.turns;
    while (left.length > 0) {
      const rank = ({ userId, batch, arrived }: Waiting) =>
        [Number(batch), lastTurn.get(userId) ?? -1, arrived] as const;
      const next = left.reduce((best, entry) => (compare(rank(entry), rank(best)) < 0 ? entry : best));
      left.splice(left.indexOf(next), 1);
      lastTurn.set(next.userId, turn++);
      order.push(next);
    }
    return order;
  }
}

function tell(entry: Waiting): void {
  entry.news++;
  entry.wake();
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, index) => value !== b[index]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}

/** A run's place at a backend. `release` gives it back and is safe to call more than once. */
export interface Place {
  release(): void;
}

/** Shares each backend fairly between users. */
export class Scheduler {
  private readonly lanes = new Map<string, Lane>();

  /** @param parallel runs at a time per backend. @param maxQueue runs that may wait per backend. */
  constructor(
    private parallel: number,
    private maxQueue: number,
  ) {}

  /** @param parallel and @param maxQueue as of the constructor, from now on */
  resize(parallel: number, maxQueue: number): void {
    this.parallel = parallel;
    this.maxQueue = maxQueue;
    for (const lane of this.lanes.values()) lane.resize(parallel);
  }

  /**
   * Waits for a place at a backend: yields the position whenever it changed while waiting (nothing if a place is free at once)
   * and returns the place. Aborting the signal leaves the queue and throws the signal's reason.
   * @throws DomainError `llm.busy` when too many wait already
   */
  async *enter(backendId: string, entry: QueueEntry, signal: AbortSignal): AsyncGenerator<QueuePosition, Place> {
    const lane = this.lane(backendId);
    signal.throwIfAborted();
    if (lane.busy && lane.length >= this.maxQueue) {
      throw new DomainError(
        'llm.busy',
        `Too many requests are waiting for the model (${lane.length}). Try again in a moment.`,
        { retryAfter: 10 },
      );
    }
    const waiting = lane.add(entry);
    try {
      let last = '';
      while (!waiting.granted) {
        const { news } = waiting;
        const position = lane.positionOf(waiting);
        if (last !== (last = JSON.stringify(position))) yield position;
        if (waiting.news === news) await changed(waiting, signal);
        signal.throwIfAborted();
      }
    } catch (error) {
      if (waiting.granted) lane.finished(0);
      else lane.leave(waiting);
      throw error;
    }
    return place(lane);
  }

  /** How many runs wait, for all backends together. */
  get waiting(): number {
    let sum = 0;
    for (const lane of this.lanes.values()) sum += lane.length;
    return sum;
  }

  /** How many runs wait for this backend. */
  depth(backendId: string): number {
    return this.lane(backendId).length;
  }

  private lane(id: string): Lane {
    const lane = this.lanes.get(id) ?? new Lane(this.parallel);
    this.lanes.set(id, lane);
    return lane;
  }
}

function place(lane: Lane): Place {
  const since = Date.now();
  let held = true;
  return {
    release: () => {
      if (held) lane.finished(Date.now() - since);
      held = false;
    },
  };
}

function changed(waiting: Waiting, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    waiting.wake = done;
    signal.addEventListener('abort', done, { once: true });
  });
}
