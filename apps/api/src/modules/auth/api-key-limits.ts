import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../common/errors/domain-error.js';
import { isInNetworks } from '../../common/http/addresses.js';
import type { Principal } from '../../common/access/principal.js';
import { KeyMinutes } from './key-minutes.js';

type Key = NonNullable<Principal['key']>;

/** Enforces a key's own limits. Keys without limits cost nothing here. */
@Injectable()
export class ApiKeyLimits {
  constructor(private readonly minutes: KeyMinutes) {}

  /** @throws DomainError `auth.forbidden` from an address that is not on the key's list, `request.rate-limited` */
  async pass({ id, limits }: Key, address: string, reply: FastifyReply): Promise<void> {
    const { allowed_addresses: addresses, requests_per_minute: most } = limits;
    if (addresses?.length && !isInNetworks(address, addresses))
      throw new DomainError('auth.forbidden', `This API key may not be used from ${address}.`);
    if (most === undefined) return;
    const { allowed, remaining, seconds } = await this.minutes.count(id, most);
    void reply.headers({
      'RateLimit-Limit': String(most),
      'RateLimit-Remaining': String(remaining),
      'RateLimit-Reset': String(seconds),
    });
    if (!allowed)
      throw new DomainError(
        'request.rate-limited',
        `This API key may make ${most} requests per minute. Try again in ${seconds} s.`,
        { retryAfter: seconds },
      );
  }
}
