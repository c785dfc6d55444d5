import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DomainError } from '../../common/errors/domain-error.js';
import { addressBlock } from '../../common/http/addresses.js';
import { ENV, type Env } from '../../config/env.js';

const HOUR_MS = 3_600_000;

/** Bounds how many accounts one address may register per hour, whether or not they come about. */
@Injectable()
export class RegistrationLimit {
  private readonly counts = new LRUCache<string, { attempts: number; endsAt: number }>({ max: 50_000, ttl: HOUR_MS });

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** Counts a registration. @throws DomainError `limit.registrations` with the seconds to wait */
  count(address: string): void {
    const most = this.env.REGISTRATIONS_PER_HOUR;
    const block = addressBlock(address);
    const count = this.counts.get(block) ?? { attempts: 0, endsAt: Date.now() + HOUR_MS };
    if (count.attempts >= most)
      throw new DomainError(
        'limit.registrations',
        `At most ${most} accounts may be registered from one address per hour. Try again later, or ask an ` +
          'administrator to create the account.',
        { retryAfter: (count.endsAt - Date.now()) / 1000 },
      );
    count.attempts++;
    if (count.attempts === 1) this.counts.set(block, count);
  }
}
