import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { atMost } from '../../common/at-most.js';
import { KeyMinuteRepository } from './key-minute.repository.js';

/** Requests taken from the database at a time: at most so many, and at most this part of what is left. */
const MOST_AT_A_TIME = 100;
const PART_AT_A_TIME = 10;
const MOST_ENTRIES = 10_000;

/** Whether a request is within its key's limit, and what its headers say. */
export interface Verdict {
  allowed: boolean;
  /** Requests that are left in this minute. */
  remaining: number;
  /** Whole seconds until the next minute. */
  seconds: number;
}

/** What this process knows of a key's present minute. */
interface Minute {
  limit: number;
  /** Taken by all processes together, as far as is known. */
  taken: number;
  /** Taken by this process and not used yet. */
  left: number;
  /** Taken the last time. */
  block: number;
  /** End of the minute, by `performance.now()`. */
  end: number;
}

/**
 * Counts the requests of keys that have a limit per minute, exactly over all processes: each takes requests from the
 * database in advance, few at first and ever fewer towards the limit, and serves them without asking again. What a
 * process has taken and not used when the minute ends, or when it is killed, is not served.
 */
@Injectable()
export class KeyMinutes {
  private readonly minutes = new LRUCache<string, Minute>(atMost(MOST_ENTRIES));
  /** One query at a time for each key; those who come meanwhile wait for it. */
  private readonly taking = new Map<string, Promise<void>>();

  constructor(private readonly repository: KeyMinuteRepository) {}

  /** Counts a request. @param limit requests per minute */
  async count(keyId: string, limit: number): Promise<Verdict> {
    for (;;) {
      const minute = this.present(keyId, limit);
      if (minute && minute.left > 0) {
        minute.left--;
        return verdict(minute, true);
      }
      if (minute && minute.taken >= limit) return verdict(minute, false);
      await this.take(keyId, limit, minute);
    }
  }

  private present(keyId: string, limit: number): Minute | undefined {
    const minute = this.minutes.get(keyId);
    return minute && minute.limit === limit && performance.now() < minute.end ? minute : undefined;
  }

  private take(keyId: string, limit: number, before: Minute | undefined): Promise<void> {
    const known = this.taking.get(keyId);
    if (known) return known;
    const taking = this.ask(keyId, limit, before).finally(() => this.taking.delete(keyId));
    this.taking.set(keyId, taking);
    return taking;
  }

  private async ask(keyId: string, limit: number, before: Minute | undefined): Promise<void> {
    const block = before
      ? Math.max(1, Math.min(2 * before.block, Math.floor((limit - before.taken) / PART_AT_A_TIME), MOST_AT_A_TIME))
      : 1;
    const { requests: taken, ms } = await this.repository.take(keyId, block);
    // Those of the block that are beyond the limit are not there to be served.
    const left = Math.max(0, Math.min(block, limit - (taken - block)));
    this.minutes.set(keyId, { limit, taken, left, block, end: performance.now() + ms });
  }
}

const verdict = ({ limit, taken, left, end }: Minute, allowed: boolean): Verdict => ({
  allowed,
  remaining: Math.max(0, limit - taken) + left,
  seconds: Math.max(1, Math.ceil((end - performance.now()) / 1_000)),
});
