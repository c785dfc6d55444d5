import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { SharedCounts } from '../../../common/redis/shared-counts.js';
import { AddressLimit } from '../address-limit.js';

/** People of one house behind one address sign in at the same hour; each start leaves a row for ten minutes. */
const MOST_PER_MINUTE = 120;
/** A provider ends the sessions of a whole company from one address. */
const MOST_LOGOUTS_PER_MINUTE = 3_000;

/** Bounds how often one address may begin, end or break off sign-ins at providers. */
@Injectable()
export class OidcLimit {
  private readonly signIns: AddressLimit;
  private readonly logouts: AddressLimit;

  constructor(shared: SharedCounts) {
    this.signIns = new AddressLimit(MOST_PER_MINUTE, 60_000, 'oidc-sign-ins', shared);
    this.logouts = new AddressLimit(MOST_LOGOUTS_PER_MINUTE, 60_000, 'oidc-logouts', shared);
  }

  /** @throws DomainError `request.rate-limited` with the seconds to wait */
  countSignIn(address: string): void {
    refuse(this.signIns.count(address));
  }

  /** @throws DomainError `request.rate-limited` with the seconds to wait */
  countLogout(address: string): void {
    refuse(this.logouts.count(address));
  }
}

function refuse(retryAfter: number | undefined): void {
  if (retryAfter !== undefined)
    throw new DomainError('request.rate-limited', 'Too many sign-ins from this address. Try again in a minute.', {
      retryAfter,
    });
}
