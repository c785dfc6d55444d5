import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { SharedCounts } from '../../../common/redis/shared-counts.js';
import { AddressLimit } from '../address-limit.js';

/** A sign-in page asks once when it opens; each answer leaves a row for five minutes. */
const MOST_PER_MINUTE = 300;

/** Bounds how many challenges strangers can leave in the database. */
@Injectable()
export class PasskeyOptionsLimit {
  private readonly limit: AddressLimit;

  constructor(shared: SharedCounts) {
    this.limit = new AddressLimit(MOST_PER_MINUTE, 60_000, 'passkey-options', shared);
  }

  /** @throws DomainError `request.rate-limited` with the seconds to wait */
  count(address: string): void {
    const retryAfter = this.limit.count(address);
    if (retryAfter !== undefined)
      throw new DomainError(
        'request.rate-limited',
        'Too many sign-in pages from this address. Try again in a minute.',
        {
          retryAfter,
        },
      );
  }
}
