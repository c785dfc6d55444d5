import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { atMost } from '../../common/at-most.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { addressBlock } from '../../common/http/addresses.js';
import { SharedCounts } from '../../common/redis/shared-counts.js';

interface Count {
  /** Wrong passwords. */
  failures: number;
  /** Passwords that are being looked at. */
  pending: number;
  /** Milliseconds since the epoch before which further attempts are rejected unread. */
  blockedUntil: number;
  last: number;
  /** Attempts that wait until a pending one is over. */
  waiting: (() => void)[];
}

/** A key of the counts, and the wrong passwords before its first wait. */
interface Limit {
  key: string;
  free: number;
}

/** What another process tells of an attempt. */
interface Outcome {
  failed?: Limit[];
  succeeded?: string;
}

/** An attempt whose password may be looked at. Call one of these exactly once. */
export interface Attempt {
  failed(): void;
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
/** Attempts that may wait for the outcome of pending ones; further ones are rejected. */
const MOST_WAITING = 500;
/** How long an address from which an account has signed in counts as its owner's. */
const KNOWN_ADDRESS_MS = 30 * 86_400_000;

/**
 * Slows down password guessing: after some wrong passwords each further one doubles the wait. No more passwords are
 * looked at together than may still be wrong, so many guesses at once gain nothing; the others wait for their outcome.
 * Waits expire, and a flood of guesses from elsewhere does not affect an address from which the account has signed in
 * before, so nobody can lock somebody else out.
 */
@Injectable()
export class LoginAttempts {
  private readonly counts = new LRUCache<string, Count>(atMost(MOST_ENTRIES));
  private readonly known = new LRUCache<string, true>({ ...atMost(MOST_ENTRIES), ttl: KNOWN_ADDRESS_MS });
  private waiting = 0;

  constructor(private readonly shared: SharedCounts) {
    shared.hear<Outcome>('sign-ins', ({ failed, succeeded }) => {
      const now = performance.now();
      for (const { key, free } of failed ?? []) fail(this.current(key, now), free, now);
      if (succeeded !== undefined) this.forgive(succeeded, this.current(succeeded, now));
    });
  }

  /**
   * Resolves when the password may be looked at.
   * @param account id of the account, however it was named; for an unknown name the name
   * @throws DomainError `auth.too-many-attempts` with the seconds to wait, `auth.busy`
   */
  reserve(account: string, address: string, clock = () => performance.now()): Promise<Attempt> {
    const block = addressBlock(address);
    const pair = `pair:${account} ${block}`;
    const limits = () => [
      { key: pair, free: FREE.pair },
      { key: `address:${block}`, free: FREE.address },
      ...(this.known.has(pair) ? [] : [{ key: `account:${account}`, free: FREE.account }]),
    ];
    return this.within(limits, pair, clock);
  }

  /**
   * Does what an attempt needs before it is known whose it is, for an address that may still guess. It counts in
   * `reserve`, which follows.
   * @throws DomainError `auth.too-many-attempts`, `auth.busy`
   */
  async before<T>(address: string, work: () => Promise<T>): Promise<T> {
    const key = `address:${addressBlock(address)}`;
    const place = await this.within(
      () => [{ key, free: FREE.address }],
      key,
      () => performance.now(),
    );
    return work().finally(() => place.cancelled());
  }

  private async within(limits: () => Limit[], pair: string, clock: () => number): Promise<Attempt> {
    for (;;) {
      const counts = limits().map(({ key, free }) => ({ key, count: this.current(key, clock()), free }));
      const until = Math.max(...counts.map(({ count }) => count.blockedUntil));
      if (until > clock()) throw tooMany(Math.ceil((until - clock()) / 1000));
      const full = counts.find(({ count, free }) => count.pending > 0 && count.failures + count.pending >= free);
      if (!full) return this.attempt(counts, pair, clock);
      await this.outcomeOf(full.count);
    }
  }

  private attempt(counts: (Limit & { count: Count })[], pair: string, clock: () => number): Attempt {
    for (const { count } of counts) count.pending++;
    const settle = (change?: (count: Count, free: number) => void) => {
      for (const { count, free } of counts) {
        count.pending--;
        change?.(count, free);
        for (const proceed of count.waiting.splice(0)) proceed();
      }
    };
    return {
      cancelled: () => settle(),
      succeeded: () => {
        // The address keeps its count, or an attacker could reset it by signing in to an own account.
        this.forgive(pair, counts[0]!.count);
        this.shared.tell('sign-ins', { succeeded: pair } satisfies Outcome);
        settle();
      },
      failed: () => {
        settle((count, free) => fail(count, free, clock()));
        this.shared.tell('sign-ins', { failed: counts.map(({ key, free }) => ({ key, free })) } satisfies Outcome);
      },
    };
  }

  private forgive(pair: string, count: Count): void {
    count.failures = 0;
    this.known.set(pair, true);
  }

  private async outcomeOf(count: Count): Promise<void> {
    if (this.waiting >= MOST_WAITING)
      throw new DomainError('auth.busy', 'Too many people sign in at this moment. Try again in a few seconds.', {
        retryAfter: 3,
      });
    this.waiting++;
    await new Promise<void>((resolve) => count.waiting.push(resolve));
    this.waiting--;
  }

  private current(key: string, now: number): Count {
    let count = this.counts.get(key);
    if (!count || (count.pending === 0 && now - count.last >= FORGET_AFTER_MS)) {
      count = { failures: 0, pending: 0, blockedUntil: 0, last: now, waiting: [] };
      this.counts.set(key, count);
    }
    return count;
  }
}

function fail(count: Count, free: number, now: number): void {
  count.failures++;
  count.last = now;
  const over = count.failures - free;
  if (over >= 0) count.blockedUntil = now + Math.min(FIRST_WAIT_MS * 2 ** over, LONGEST_WAIT_MS);
}

const tooMany = (seconds: number): DomainError =>
  new DomainError('auth.too-many-attempts', `Too many wrong passwords. Try again in ${seconds} s.`, {
    retryAfter: seconds,
  });
