import { ReplayBuffer } from '../../common/replay-buffer.js';

/** Does the work once: pushes its items, throws on failure. Ends early when the signal aborts. */
export type Execute<T> = (signal: AbortSignal, push: (item: T) => void) => Promise<void>;

/** One execution in progress and everybody who waits for its result. */
class Execution<T> {
  private readonly buffer = new ReplayBuffer<T>();
  private readonly aborter = new AbortController();
  private readonly settled: Promise<void>;
  private subscribers = 0;
  private failure: unknown;

  /** @param forget called when nobody may join any more */
  constructor(
    execute: Execute<T>,
    private readonly forget: () => void,
  ) {
    this.settled = execute(this.aborter.signal, (item) => this.buffer.push(item))
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

  private async *batches(signal: AbortSignal): AsyncGenerator<T[]> {
    try {
      for await (const batch of this.buffer.subscribe(0, signal)) {
        yield batch;
        signal.throwIfAborted();
      }
      signal.throwIfAborted();
      if (this.failure !== undefined) throw this.failure;
    } finally {
      await this.leave();
    }
  }

  private async leave(): Promise<void> {
    if (--this.subscribers > 0 || this.buffer.isEnded) return;
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
   * Joins the execution with this key, or starts one.
   * @param key `undefined`: nobody else may join
   * @returns its items, and whether it was in progress already
   */
  join(
    key: string | undefined,
    signal: AbortSignal,
    execute: Execute<T>,
  ): { batches: AsyncGenerator<T[]>; joined: boolean } {
    const known = key === undefined ? undefined : this.executions.get(key);
    if (known) return { batches: known.subscribe(signal), joined: true };
    const execution: Execution<T> = new Execution(execute, () => {
      if (key !== undefined && this.executions.get(key) === execution) this.executions.delete(key);
    });
    if (key !== undefined) this.executions.set(key, execution);
    return { batches: execution.subscribe(signal), joined: false };
  }
}
