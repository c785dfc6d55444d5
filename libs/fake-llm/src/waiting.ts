/** Thrown inside a handler when its client has gone; nothing is left to say to it. */
export class ClientGone extends Error {}

const gone = () => new ClientGone('the client closed the connection');

/** Settles as `start` says, or rejects when the client goes first. */
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

/** Waits so many milliseconds; 0 only lets others run. */
export const pause = (ms: number, signal: AbortSignal) =>
  untilAborted<void>(signal, (resolve) => {
    if (ms > 0) {
      const timer = setTimeout(resolve, ms);
      return () => clearTimeout(timer);
    }
    const immediate = setImmediate(resolve);
    return () => clearImmediate(immediate);
  });

/** A counted permission that is handed out in the order of asking: slots of a model, and gated pieces. */
export class Turnstile {
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

  /** Takes back what nobody has used. */
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
