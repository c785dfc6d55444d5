import { LRUCache } from 'lru-cache';
import { atMost } from '../../common/at-most.js';
import { addressBlock } from '../../common/http/addresses.js';
import type { SharedCounts } from '../../common/redis/shared-counts.js';

/** Bounds how often one address may do something that anyone may do, within a window of time. */
export class AddressLimit {
  private readonly counts: LRUCache<string, { calls: number; endsAt: number }>;

  /** @param what it is that is counted, for the other processes */
  constructor(
    private readonly most: number,
    private readonly windowMs: number,
    private readonly what: string,
    private readonly shared: SharedCounts,
  ) {
    this.counts = new LRUCache({ ...atMost(50_000), ttl: windowMs });
    shared.hear<string>(what, (block) => this.add(block));
  }

  /** Counts a call. @returns the seconds to wait when it is one too many */
  count(address: string): number | undefined {
    const block = addressBlock(address);
    const retryAfter = this.add(block);
    if (retryAfter === undefined) this.shared.tell(this.what, block);
    return retryAfter;
  }

  private add(block: string): number | undefined {
    const count = this.counts.get(block) ?? { calls: 0, endsAt: performance.now() + this.windowMs };
    if (count.calls >= this.most) return (count.endsAt - performance.now()) / 1000;
    count.calls++;
    if (count.calls === 1) this.counts.set(block, count);
    return undefined;
  }
}
