import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/access/principal.js';
import { PrincipalService } from './principal.service.js';
import type { AccessClaims } from './session.service.js';

/** Injection token of the key that signs access tokens. */
export const JWT_KEY = Symbol('JWT_KEY');

/** Issuer and audience of our tokens, and the one accepted algorithm. */
export const JWT_RULES = { issuer: 'pocket-llm', audience: 'pocket-llm', algorithm: 'HS256' } as const;

/** How far the clocks of several server processes may be apart, in seconds. */
const CLOCK_SKEW_SECONDS = 5;

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    @Inject(JWT_KEY) key: string,
    private readonly principals: PrincipalService,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: key,
      issuer: JWT_RULES.issuer,
      audience: JWT_RULES.audience,
      algorithms: [JWT_RULES.algorithm],
    });
  }

  validate(claims: Partial<AccessClaims> & { exp?: unknown; iat?: unknown }): Promise<Principal> {
    const { sub, sid, typ, exp, iat } = claims;
    // The library accepts a token without `exp`, and one that was issued in the future; ours are neither.
    if (
      typ !== 'access' ||
      !Number.isSafeInteger(exp) ||
      !Number.isSafeInteger(iat) ||
      (iat as number) > Date.now() / 1000 + CLOCK_SKEW_SECONDS ||
      typeof sub !== 'string' ||
      typeof sid !== 'string' ||
      !/^[0-9a-f-]{36}$/.test(sid)
    ) {
      throw new DomainError('auth.invalid-token', 'The token is not an access token. Sign in again.');
    }
    return this.principals.fromSession({ sub, sid, typ });
  }
}
