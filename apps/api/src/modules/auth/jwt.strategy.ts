import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/access/principal.js';
import { ENV, type Env } from '../../config/env.js';
import { JWT_KEY } from '../../config/secrets.js';
import { PrincipalService } from './principal.service.js';
import type { AccessClaims } from './session.service.js';
import { TokenClock } from './token-clock.js';

/** Issuer and audience of our tokens, and the one accepted algorithm. */
export const JWT_RULES = { issuer: 'pocket-llm', audience: 'pocket-llm', algorithm: 'HS256' } as const;

/** By how many seconds the readings of the clock in two processes may differ. A token's end has no tolerance. */
const CLOCK_SKEW_SECONDS = 5;

/** Name of a key in the header of the tokens it signs (`kid`); says nothing about the key. */
export const keyIdOf = (key: string): string =>
  Buffer.from(hkdfSync('sha256', key, '', 'key id', 9)).toString('base64url');

/**
 * A key as an object. A text is first tried as a public key by the library, with every token: that takes OpenSSL a
 * millisecond, a quarter of what a question costs.
 */
const verifierOf = (key: string): KeyObject => createSecretKey(Buffer.from(key));

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
    private readonly clock: TokenClock,
  ) {
    const previousId = previous && keyIdOf(previous);
    const [keyNow, keyBefore] = [verifierOf(key), previous && verifierOf(previous)];
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request, token: string, done) =>
        done(null, (keyBefore && kidOf(token) === previousId ? keyBefore : keyNow) as unknown as Buffer),
      issuer: JWT_RULES.issuer,
      audience: JWT_RULES.audience,
      algorithms: [JWT_RULES.algorithm],
      ignoreExpiration: true, // The library only knows the clock of this process; `validate` judges by the shared one.
    });
  }

  validate(claims: Partial<AccessClaims> & { exp?: unknown; iat?: unknown }): Promise<Principal> {
    const { sub, sid, typ, exp, iat } = claims;
    const now = this.clock.seconds();
    if (
      typ !== 'access' ||
      !Number.isSafeInteger(exp) ||
      (exp as number) <= now ||
      !Number.isSafeInteger(iat) ||
      (iat as number) > now + CLOCK_SKEW_SECONDS ||
      typeof sub !== 'string' ||
      typeof sid !== 'string' ||
      !/^[0-9a-f-]{36}$/.test(sid)
    ) {
      throw new DomainError('auth.invalid-token', 'The token is not an access token, or has expired. Sign in again.');
    }
    return this.principals.fromSession({ sub, sid });
  }
}
