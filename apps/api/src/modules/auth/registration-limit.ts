import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import { SharedCounts } from '../../common/redis/shared-counts.js';
import { ENV, type Env } from '../../config/env.js';
import { AddressLimit } from './address-limit.js';

const HOUR_MS = 3_600_000;

/** Bounds how many accounts one address may register per hour, whether or not they come about. */
@Injectable()
export class RegistrationLimit {
  private readonly limit: AddressLimit;

  constructor(
    @Inject(ENV) private readonly env: Env,
    shared: SharedCounts,
  ) {
    this.limit = new AddressLimit(env.REGISTRATIONS_PER_HOUR, HOUR_MS, 'registrations', shared);
  }

  /** Counts a registration. @throws DomainError `limit.registrations` with the seconds to wait */
  count(address: string): void {
    const retryAfter = this.limit.count(address);
    if (retryAfter !== undefined)
      throw new DomainError(
        'limit.registrations',
        `At most ${this.env.REGISTRATIONS_PER_HOUR} accounts may be registered from one address per hour. Try again ` +
          'later, or ask an administrator to create the account.',
        { retryAfter },
      );
  }
}
