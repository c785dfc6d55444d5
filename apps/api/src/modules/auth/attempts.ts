import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError } from '../../common/errors/domain-error.js';
import { addressBlock } from '../../common/http/addresses.js';

interface Count {
  attempts: number;
  /** Milliseconds since the epoch before which further attempts are rejected unread. */
  blockedUntil: number;
  last: number;
}

/** An attempt that counts as wrong until its outcome is known. */
export interface Attempt {
  /** The password was correct: the count of this account from this address starts anew. */
  succeeded(): void;
  /** The password was not looked at. */
  cancelled(): void;
}

/**
 * Wrong passwords before the first wait. The pair of account and address is what guessing from one place meets. An
 * address gets more, because a household may share it; an account far more, because whoever could exhaust it would keep
 * its owner out.
 */
const FREE = { pair: 5, address: 20, account: 100 };
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** A count resets after this long without an attempt. */
const FORGET_AFTER_MS = 15 * 60_000;
/** Bound on the stored counts, so that random names cannot fill the memory. */
const MOST_ENTRIES = 50_000;
/** How long an address from which an account has signed in counts as its owner's. */
const KNOWN_ADDRESS_MS = 30 * 86_400_000;

/**
 * Slows down password guessing: after some wrong passwords each further one doubles the wait. An attempt is counted
 * before its password is looked at, so many at once gain nothing. Waits expire, and a flood of guesses from elsewhere
 * does not affect an address from which the account has signed in before, so nobody can lock somebody else out.
 */
@Injectable()
export class LoginAttempts {
  private readonly counts = new LRUCache<string, Count>({ max: MOST_ENTRIES });
  private readonly known = new LRUCache<string, true>({ max: MOST_ENTRIES, ttl: KNOWN_ADDRESS_MS });

  /**
   * Counts an attempt.
   * @param account id of the account, however it was named; for an unknown name the name
   * @throws DomainError `auth.too-many-attempts` with the seconds to wait
   */
  reserve(account: string, address: string, now = Date.now()): Attempt {
    const block = addressBlock(address);
    const pair = `pair:${account} ${block}`;
    const limits = [
      { key: pair, free: FREE.pair },
      { key: `address:${block}`, free: FREE.address },
      ...(this.known.has(pair) ? [] : [{ key: `account:${account}`, free: FREE.account }]),
    ];
    const until = Math.max(...limits.map(({ key }) => this.current(key, now)?.blockedUntil ?? 0));
    if (until > now) {
      const seconds = Math.ceil((until - now) / 1000);
      throw new DomainError('auth.too-many-attempts', `Too many wrong passwords. Try again in ${seconds} s.`, {
        retryAfter: seconds,
      });
    }
    for (const { key, free } of limits) this.add(key, free, now);
    const takeBack = () => limits.forEach(({ key }) => this.remove(key));
    return {
      cancelled: takeBack,
      succeeded: () => {
        // The address keeps the others, or an attacker could reset it by signing in to an own account.
        takeBack();
        this.counts.delete(pair);
        this.known.set(pair, true);
      },
    };
  }

  private add(key: string, free: number, now: number): void {
    const attempts = (this.current(key, now)?.attempts ?? 0) + 1;
    const wait = attempts < free ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (attempts - free), LONGEST_WAIT_MS);
    this.counts.set(key, { attempts, blockedUntil: now + wait, last: now });
  }

  private remove(key: string): void {
    const count = this.counts.get(key);
    if (count) this.counts.set(key, { ...count, attempts: count.attempts - 1, blockedUntil: 0 });
  }

  private current(key: string, now: number): Count | undefined {
    const count = this.counts.get(key);
    return count && now - count.last < FORGET_AFTER_MS ? count : undefined;
  }
}
