/** Thrown inside a handler when its client has disconnected, so there is nobody to answer. */
export class ClientDisconnected extends Error {}

const gone = () => new ClientDisconnected('the client closed the connection');

/** Settles with `start`'s result, or rejects if the client disconnects first. */
function untilAborted<T>(signal: AbortSignal, start: (resolve: (value: T) => void) => () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(gone());
    const onAbort = () => {
      cancel();
      reject(gone());
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const cancel = start((value) => {
      signal.removeEventListener('abort', onAbort);
      resolve(value);
    });
  });
}

export const forever = (signal: AbortSignal) => untilAborted<never>(signal, () => () => undefined);

/** Waits for some milliseconds; 0 only yields to other tasks. */
export const pause = (ms: number, signal: AbortSignal) =>
  untilAborted<void>(signal, (resolve) => {
    if (ms > 0) {
      const timer = setTimeout(resolve, ms);
      return () => clearTimeout(timer);
    }
    const immediate = setImmediate(resolve);
    return () => clearImmediate(immediate);
  });

/** A fair counting semaphore: for a model's slots and for gated pieces. */
export class Semaphore {
  private readonly waiting: (() => void)[] = [];

  constructor(private permits: number) {}

  get queued(): number {
    return this.waiting.length;
  }

  release(n = 1): void {
    this.permits += n;
    while (this.permits > 0 && this.waiting.length) {
      this.permits -= 1;
      this.waiting.shift()?.();
    }
  }

  /** Takes back unused permits. */
  close(): void {
    this.permits = 0;
  }

  take(signal: AbortSignal): Promise<void> {
    return untilAborted<void>(signal, (resolve) => {
      if (this.permits > 0) {
        this.permits -= 1;
        resolve();
        return () => undefined;
      }
      const turn = () => resolve();
      this.waiting.push(turn);
      return () => void this.waiting.splice(this.waiting.indexOf(turn), 1);
    });
  }
}
