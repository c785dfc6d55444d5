import { ReplayBuffer } from '../../../common/replay-buffer.js';
import { OwnFlights, type Execute, type Flight, type Flights, type Push } from './flights.js';

/** How far the work may be ahead of its fastest reader, in units of `sizeOf`. */
const MAX_UNREAD = 256 * 1024;

/**
 * How much a subscriber is given at a time, in units of `sizeOf` and in items. What is given counts as delivered, and
 * whoever reads slowly gets everything that he has not read.
 */
const MAX_BATCH = 16 * 1024;
const MAX_BATCH_ITEMS = 1024;

/** One execution in progress and everybody who waits for its result. */
class Execution<T> {
  private readonly buffer = new ReplayBuffer<T>();
  private readonly aborter = new AbortController();
  private readonly settled: Promise<void>;
  private subscribers = 0;
  private failure: unknown;
  private pushed = 0;
  /** How much of it the fastest subscriber has read. */
  private read = 0;
  /** Whether another process does the work. */
  isElsewhere = false;
  /** Whether the last subscriber has left before the end. */
  private isAbandoned = false;
  private pause?: { ended: Promise<void>; end: () => void };

  /**
   * @param carryOut does the work, here or in another process
   * @param forget called when nobody may join any more
   */
  constructor(
    carryOut: (ending: AbortController, push: Push<T>, setElsewhere: (is: boolean) => void) => Promise<void>,
    private readonly sizeOf: (item: T) => number,
    private readonly forget: () => void,
  ) {
    this.aborter.signal.addEventListener('abort', () => this.resume());
    this.settled = carryOut(
      this.aborter,
      (item) => this.push(item),
      (isElsewhere) => (this.isElsewhere = isElsewhere),
    )
      .catch((error: unknown) => {
        this.failure = error;
      })
      .then(() => {
        forget();
        this.buffer.end();
      });
  }

  /**
   * All items, including earlier ones, in batches; the caller must iterate them. The subscription counts from this call
   * on, so nobody who leaves before the first item is read can end the execution.
   * @throws the signal's reason, or the execution's error
   */
  subscribe(signal: AbortSignal): AsyncGenerator<T[]> {
    this.subscribers++;
    return this.batches(signal);
  }

  /** The same for another process, also after the end; `undefined` when nobody may join any more. */
  offer(signal: AbortSignal): AsyncGenerator<T[]> | undefined {
    return this.isAbandoned ? undefined : this.subscribe(signal);
  }

  private async *batches(signal: AbortSignal): AsyncGenerator<T[]> {
    const { buffer } = this;
    const stopWaking = buffer.wakeOn(signal);
    try {
      let size = 0;
      for (let next = 0; ;) {
        signal.throwIfAborted();
        if (next === buffer.items.length) {
          if (buffer.isEnded) break;
          await buffer.changed();
          continue;
        }
        const batch = this.batchFrom(next);
        next += batch.length;
        yield batch;
        for (const item of batch) size += this.sizeOf(item);
        this.hasRead(size);
      }
      if (this.failure !== undefined) throw this.failure;
    } finally {
      stopWaking();
      await this.leave();
    }
  }

  private batchFrom(from: number): T[] {
    const { items } = this.buffer;
    let to = from;
    for (let size = 0; to < items.length && to - from < MAX_BATCH_ITEMS && size < MAX_BATCH; to++)
      size += this.sizeOf(items[to]!);
    return items.slice(from, to);
  }

  /** A subscriber asks for what comes after so much. */
  private hasRead(size: number): void {
    if (size <= this.read) return;
    this.read = size;
    this.resume();
  }

  private push(item: T): Promise<void> | undefined {
    this.buffer.push(item);
    this.pushed += this.sizeOf(item);
    if (this.pushed - this.read <= MAX_UNREAD || this.aborter.signal.aborted) return undefined;
    if (!this.pause) {
      let end!: () => void;
      const ended = new Promise<void>((resolve) => (end = resolve));
      this.pause = { ended, end };
    }
    return this.pause.ended;
  }

  private resume(): void {
    this.pause?.end();
    this.pause = undefined;
  }

  private async leave(): Promise<void> {
    if (--this.subscribers > 0 || this.buffer.isEnded) return;
    this.isAbandoned = true;
    this.forget();
    this.aborter.abort(new Error('Nobody waits for the answer any more.'));
    await this.settled;
  }
}

/**
 * Single flight: identical requests in progress share one execution. A subscriber who leaves does not affect the
 * others; when the last one has left, the execution is aborted. So one person's Stop never takes the answer away from
 * another who asked the same.
 */
export class RequestCoalescer<T> {
  private readonly executions = new Map<string, Execution<T>>();

  /**
   * @param sizeOf what an item counts towards the limit of unread items
   * @param flights which process does the work
   * @param mayRepeat whether an execution may begin anew after this item was passed on
   * @param isLast whether nothing comes after this item
   */
  constructor(
    private readonly sizeOf: (item: T) => number,
    private readonly flights: Flights = new OwnFlights(),
    private readonly mayRepeat: Flight<T>['mayRepeat'] = () => false,
    private readonly isLast: Flight<T>['isLast'] = () => false,
  ) {}

  /**
   * Joins the execution with this key, or starts one.
   * @param key `undefined`: nobody else may join
   * @param onlyHere whether nobody in another process may join
   * @returns its items, and whether somebody else's work makes them, as far as is known when it is called
   */
  join(
    key: string | undefined,
    signal: AbortSignal,
    execute: Execute<T>,
    onlyHere = false,
  ): { batches: AsyncGenerator<T[]>; isJoined: () => boolean } {
    const known = key === undefined ? undefined : this.executions.get(key);
    if (known) return { batches: known.subscribe(signal), isJoined: () => true };
    const { mayRepeat, isLast } = this;
    const subscribe = (signal: AbortSignal) => execution.offer(signal);
    const execution: Execution<T> = new Execution(
      (ending, push, setElsewhere) =>
        key === undefined || onlyHere
          ? execute(ending, push, false)
          : this.flights.carryOut({ key, execute, ending, push, subscribe, setElsewhere, mayRepeat, isLast }),
      this.sizeOf,
      () => {
        if (key !== undefined && this.executions.get(key) === execution) this.executions.delete(key);
      },
    );
    if (key !== undefined) this.executions.set(key, execution);
    return { batches: execution.subscribe(signal), isJoined: () => execution.isElsewhere };
  }
}
