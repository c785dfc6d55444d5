/**
 * One value from the database that many requests need: loaded once, by whoever comes first, and kept for a short time.
 * Another process notices a change when that time is over; this process calls `forget` after each change of its own.
 */
export class Cached<T> {
  private value?: Promise<T>;
  private until = 0;

  /** @param ms how long a loaded value is kept, in milliseconds */
  constructor(
    private readonly load: () => Promise<T>,
    private readonly ms: number,
  ) {}

  /** @throws what the loading throws; the next caller tries again */
  get(): Promise<T> {
    if (this.value && performance.now() < this.until) return this.value;
    this.until = performance.now() + this.ms;
    const value = this.load();
    value.catch(() => this.value === value && this.forget());
    return (this.value = value);
  }

  /** The next caller loads anew; a load in progress only answers those who wait for it already. */
  forget(): void {
    this.value = undefined;
  }
}
