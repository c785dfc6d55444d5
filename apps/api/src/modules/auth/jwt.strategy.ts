import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { hkdfSync } from 'node:crypto';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/access/principal.js';
import { ENV, type Env } from '../../config/env.js';
import { PrincipalService } from './principal.service.js';
import type { AccessClaims } from './session.service.js';

/** Injection token of the key that signs access tokens. */
export const JWT_KEY = Symbol('JWT_KEY');

/** Issuer and audience of our tokens, and the one accepted algorithm. */
export const JWT_RULES = { issuer: 'pocket-llm', audience: 'pocket-llm', algorithm: 'HS256' } as const;

/**
 * How far the clock of the process that issued a token may be ahead, in seconds. Nobody gains by a token from the
 * future: it is signed by us, its session decides whether it is good, and its end is judged without any tolerance.
 */
const CLOCK_SKEW_SECONDS = 60;

/** Name of a key in the header of the tokens it signs (`kid`); says nothing about the key. */
export const keyIdOf = (key: string): string =>
  Buffer.from(hkdfSync('sha256', key, '', 'key id', 9)).toString('base64url');

/** Only compared with the names of our own keys: whatever else a token asks for gets the present key. */
function kidOf(token: string): unknown {
  try {
    const header = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid?: unknown } | null;
    return header?.kid;
  } catch {
    return undefined;
  }
}

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    @Inject(JWT_KEY) key: string,
    @Inject(ENV) { JWT_SECRET_PREVIOUS: previous }: Env,
    private readonly principals: PrincipalService,
  ) {
    const previousId = previous && keyIdOf(previous);
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request, token: string, done) =>
        done(null, previousId && kidOf(token) === previousId ? previous : key),
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
