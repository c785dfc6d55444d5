import pLimit, { type LimitFunction } from 'p-limit';

/** Lets only so much work of one account, and of all together, go on at a time; the rest waits for its turn. */
export class Turns {
  private readonly accounts = new Map<string, LimitFunction>();
  private readonly all: LimitFunction;

  constructor(
    private readonly mostOfOne: number,
    mostOfAll: number,
  ) {
    this.all = pLimit(mostOfAll);
  }

  async take<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const turn = this.accounts.get(userId) ?? pLimit(this.mostOfOne);
    this.accounts.set(userId, turn);
    try {
      return await turn(() => this.all(work));
    } finally {
      if (turn.activeCount + turn.pendingCount === 0) this.accounts.delete(userId);
    }
  }
}
