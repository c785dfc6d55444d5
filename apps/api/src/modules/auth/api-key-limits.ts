import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BlockList, isIP } from 'node:net';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/access/principal.js';
import { KeyMinuteRepository } from './key-minute.repository.js';

type Key = NonNullable<Principal['key']>;

/** Lets requests with an API key through as far as the key's own limits go. Keys without limits cost nothing here. */
@Injectable()
export class ApiKeyLimits {
  constructor(private readonly minutes: KeyMinuteRepository) {}

  /** @throws DomainError `auth.forbidden` from an address that is not on the key's list, `request.rate-limited` */
  async pass({ id, limits }: Key, address: string, reply: FastifyReply): Promise<void> {
    const { allowed_addresses: addresses, requests_per_minute: most } = limits;
    if (addresses?.length && !listOf(addresses).check(plain(address), isIP(plain(address)) === 6 ? 'ipv6' : 'ipv4'))
      throw new DomainError('auth.forbidden', `This API key may not be used from ${address}.`);
    if (most === undefined) return;
    const { requests, seconds } = await this.minutes.count(id);
    void reply.headers({
      'RateLimit-Limit': String(most),
      'RateLimit-Remaining': String(Math.max(0, most - requests)),
      'RateLimit-Reset': String(seconds),
    });
    if (requests > most)
      throw new DomainError(
        'request.rate-limited',
        `This API key may make ${most} requests per minute. Try again in ${seconds} s.`,
        { retryAfter: seconds },
      );
  }
}

/** `::ffff:10.0.0.1` is how a dual-stack socket writes `10.0.0.1`. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** @param entries addresses, or networks as `10.0.0.0/8`; what is neither matches nothing */
export function listOf(entries: string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
