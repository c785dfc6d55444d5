import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError } from '../../common/errors/domain-error.js';

interface Failures {
  count: number;
  /** Milliseconds since the epoch before which further attempts are rejected unread. */
  blockedUntil: number;
  last: number;
}

/**
 * Wrong passwords before the first wait, per account and per address. An address gets more, because a household may
 * share it.
 */
const FREE = { account: 5, address: 20 };
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** The count of an account or address resets after this long without an attempt. */
const FORGET_AFTER_MS = 15 * 60_000;
/** Bound on the stored counts, so that random names cannot fill the memory. */
const MOST_ENTRIES = 50_000;

/**
 * Slows down password guessing: after some wrong passwords each further one doubles the wait, per account and per
 * address. The wait expires, so nobody can lock somebody else out for good.
 */
@Injectable()
export class LoginAttempts {
  private readonly failures = new LRUCache<string, Failures>({ max: MOST_ENTRIES });

  /** @throws DomainError `auth.too-many-attempts` with the seconds to wait */
  check(account: string, address: string, now = Date.now()): void {
    const until = Math.max(...this.keys(account, address).map(({ key }) => this.current(key, now)?.blockedUntil ?? 0));
    if (until <= now) return;
    const seconds = Math.ceil((until - now) / 1000);
    throw new DomainError('auth.too-many-attempts', `Too many wrong passwords. Try again in ${seconds} s.`, {
      retryAfter: seconds,
    });
  }

  fail(account: string, address: string, now = Date.now()): void {
    for (const { key, free } of this.keys(account, address)) {
      const count = (this.current(key, now)?.count ?? 0) + 1;
      const wait = count < free ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - free), LONGEST_WAIT_MS);
      this.failures.set(key, { count, blockedUntil: now + wait, last: now });
    }
  }

  /**
   * A correct password clears the account. The address keeps its count, otherwise an attacker could reset it by signing
   * in to an own account.
   */
  succeed(account: string): void {
    this.failures.delete(`account:${account}`);
  }

  private keys(account: string, address: string) {
    return [
      { key: `account:${account}`, free: FREE.account },
      { key: `address:${address}`, free: FREE.address },
    ];
  }

  private current(key: string, now: number): Failures | undefined {
    const entry = this.failures.get(key);
    return entry && now - entry.last < FORGET_AFTER_MS ? entry : undefined;
  }
}
