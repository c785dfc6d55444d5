/** Turns callbacks into an async iterable: what is pushed comes out in order, until the queue ends or fails. */
export class ChunkQueue<T> implements AsyncIterable<T> {
  private readonly items: T[] = [];
  private wake: () => void = () => undefined;
  private over = false;
  private failure: { error: unknown } | undefined;

  push(item: T): void {
    this.items.push(item);
    this.wake();
  }

  end(): void {
    this.over = true;
    this.wake();
  }

  fail(error: unknown): void {
    this.failure = { error };
    this.end();
  }

  /** For one reader. A failure comes out at once, ahead of what is still queued. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      if (this.failure) throw this.failure.error;
      const next = this.items.shift();
      if (next !== undefined) yield next;
      else if (this.over) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
