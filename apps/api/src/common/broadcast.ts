import { EventEmitter } from 'node:events';

/**
 * Something that is told once and heard by any number of readers, each at its own pace and each from wherever it wants to begin:
 * everything stays in memory until the broadcast is forgotten.
 */
export class Broadcast<T> {
  readonly told: T[] = [];
  private readonly news = new EventEmitter().setMaxListeners(0);
  private over = false;

  get isOver(): boolean {
    return this.over;
  }

  /** @param last nothing comes after it */
  tell(item: T, last = false): void {
    this.told.push(item);
    this.over ||= last;
    this.news.emit('news');
  }

  /** Nothing more comes. */
  end(): void {
    this.over = true;
    this.news.emit('news');
  }

  /** Everything after the first `after` items, in batches as it comes, until the end or until the reader is gone. */
  async *from(after: number, signal: AbortSignal): AsyncGenerator<T[]> {
    let next = Math.max(0, after);
    while (!signal.aborted) {
      if (next < this.told.length) {
        const batch = this.told.slice(next);
        next = this.told.length;
        yield batch;
      } else if (this.over) return;
      else await this.something(signal);
    }
  }

  /** Resolves when `reached` holds, at the end, or when the signal aborts. */
  async until(reached: () => boolean, signal?: AbortSignal): Promise<void> {
    while (!this.over && !reached() && !signal?.aborted) await this.something(signal);
  }

  private something(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.news.off('news', done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      this.news.once('news', done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}
