import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../../../common/errors/domain-error.js';
import { SharedCounts } from '../../../common/redis/shared-counts.js';
import { ENV, type Env } from '../../../config/env.js';
import { AddressLimit } from '../address-limit.js';

/** Wrong tokens from one address within a minute that are told so; further ones have to wait. */
const WRONG_PER_MINUTE = 10;
const MINUTE_MS = 60_000;

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Admits the provider that makes accounts by SCIM: by its token, and by nothing else that a request carries. */
@Injectable()
export class ScimToken {
  private readonly wanted: Buffer | undefined;
  private readonly wrong: AddressLimit;

  constructor(@Inject(ENV) env: Env, shared: SharedCounts) {
    this.wanted = env.SCIM_TOKEN === undefined ? undefined : digest(env.SCIM_TOKEN);
    this.wrong = new AddressLimit(WRONG_PER_MINUTE, MINUTE_MS, 'scim-tokens', shared);
  }

  /**
   * The right token passes also from an address that sent wrong ones: nobody can keep the provider out, and what has
   * 32 random characters is not guessed.
   * @throws DomainError `route.not-found` without SCIM_TOKEN, `auth.invalid-token`, `auth.too-many-attempts`
   */
  admit({ headers, ip }: FastifyRequest): true {
    if (!this.wanted) throw new DomainError('route.not-found', 'There is nothing at this address.');
    const token = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
    if (token !== undefined && timingSafeEqual(digest(token), this.wanted)) return true;
    const retryAfter = this.wrong.count(ip);
    if (retryAfter !== undefined)
      throw new DomainError('auth.too-many-attempts', 'Too many wrong tokens. Wait a minute and send the right one.', {
        retryAfter,
      });
    throw new DomainError('auth.invalid-token', 'Send `Authorization: Bearer <SCIM_TOKEN>`.');
  }
}
