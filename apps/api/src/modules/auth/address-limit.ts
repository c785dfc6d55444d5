import { LRUCache } from 'lru-cache';
import { atMost } from '../../common/at-most.js';
import { addressBlock } from '../../common/http/addresses.js';

/** Bounds how often one address may do something that anyone may do, within a window of time. */
export class AddressLimit {
  private readonly counts: LRUCache<string, { calls: number; endsAt: number }>;

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
  ) {
    this.counts = new LRUCache({ ...atMost(50_000), ttl: windowMs });
  }

  /** Counts a call. @returns the seconds to wait when it is one too many */
  count(address: string): number | undefined {
    const block = addressBlock(address);
    const count = this.counts.get(block) ?? { calls: 0, endsAt: performance.now() + this.windowMs };
    if (count.calls >= this.most) return (count.endsAt - performance.now()) / 1000;
    count.calls++;
    if (count.calls === 1) this.counts.set(block, count);
    return undefined;
  }
}
