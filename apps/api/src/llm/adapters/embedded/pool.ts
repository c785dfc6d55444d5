/** A fixed number of things that are lent out one at a time, first come, first served. */
export class LendingPool<T> {
  private readonly waiting: ((item: T) => void)[] = [];
  private lent = 0;

  constructor(private readonly free: T[]) {}

  /** How many are lent out or requested. */
  get inUse(): number {
    return this.lent + this.waiting.length;
  }

  /** @throws the signal's reason */
  async take(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const item = this.free.pop();
    if (item !== undefined) {
      this.lent++;
      return item;
    }
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(turn), 1);
        reject(signal.reason as Error);
      };
      const turn = (given: T) => {
        signal.removeEventListener('abort', leave);
        resolve(given);
      };
      this.waiting.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  give(item: T): void {
    const next = this.waiting.shift();
    if (next) return next(item);
    this.lent--;
    this.free.push(item);
  }
}
