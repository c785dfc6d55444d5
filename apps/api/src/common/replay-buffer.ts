/**
 * Items that are pushed once and read by any number of subscribers, each at its own pace and from any position:
 * everything stays in memory until the buffer is dropped. A push costs the same however many subscribers there are.
 */
export class ReplayBuffer<T> {
  readonly items: T[] = [];
  private ended = false;
  /** One promise, shared by all who wait for the next change. */
  private change?: { promise: Promise<void>; resolve: () => void };

  get isEnded(): boolean {
    return this.ended;
  }

  /** @param last nothing comes after it */
  push(item: T, last = false): void {
    this.items.push(item);
    this.ended ||= last;
    this.announce();
  }

  /** Marks the end. */
  end(): void {
    this.ended = true;
    this.announce();
  }

  /** Resolves with the next change: an item, the end, or the abort of a signal that was given to `wakeOn`. */
  changed(): Promise<void> {
    if (!this.change) {
      let resolve!: () => void;
      const promise = new Promise<void>((done) => (resolve = done));
      this.change = { promise, resolve };
    }
    return this.change.promise;
  }

  /** Lets the abort of a signal count as a change. @returns a function that ends this */
  wakeOn(signal: AbortSignal): () => void {
    const wake = () => this.announce();
    signal.addEventListener('abort', wake, { once: true });
    return () => signal.removeEventListener('abort', wake);
  }

  /** Everything after the first `from` items, in batches as they arrive, until the end or until the signal aborts. */
  async *subscribe(from: number, signal: AbortSignal): AsyncGenerator<T[]> {
    const stopWaking = this.wakeOn(signal);
    try {
      for (let next = Math.max(0, from); !signal.aborted;) {
        if (next < this.items.length) {
          const batch = next === 0 && this.ended ? this.items : this.items.slice(next);
          next = this.items.length;
          yield batch;
        } else if (this.ended) return;
        else await this.changed();
      }
    } finally {
      stopWaking();
    }
  }

  /** Resolves when `reached` holds, at the end, or when the signal aborts. */
  async until(reached: () => boolean, signal?: AbortSignal): Promise<void> {
    const stopWaking = signal && this.wakeOn(signal);
    while (!this.ended && !reached() && !signal?.aborted) await this.changed();
    stopWaking?.();
  }

  private announce(): void {
    const change = this.change;
    this.change = undefined;
    change?.resolve();
  }
}
