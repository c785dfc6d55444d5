import { errors } from 'jose';
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { DomainError } from '../../../common/errors/domain-error.js';

/** What the administrator may know; a provider's own words go into the log only. */
const inner = (error: unknown): string => {
  const causes: string[] = [];
  for (let one = error; one instanceof Error && causes.length < 5; one = one.cause) causes.push(one.message);
  return causes.join(': ').slice(0, 500) || String(error).slice(0, 500);
};

export const unavailable = (name: string, cause: unknown): DomainError =>
  new DomainError('oidc.unavailable', `${name} cannot be reached. Sign in another way, or try again in a minute.`, {
    internal: inner(cause),
    cause,
  });

/** Which claim of a token was not what it should be. */
const wrongClaim = (error: unknown): string | undefined => {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof errors.JWTClaimValidationFailed) return one.claim;
    const { claim } = (one.cause ?? {}) as { claim?: unknown };
    if (typeof claim === 'string') return claim;
  }
  return undefined;
};

/** Why a sign-in at a provider came to nothing, in one of our codes; the sentences are ours too. */
export function toSignInError(error: unknown, name: string): DomainError {
  if (error instanceof DomainError) return error;
  const extras = { internal: inner(error), cause: error };
  const refused = (detail: string) => new DomainError('oidc.refused', detail, extras);
  if (error instanceof AuthorizationResponseError && error.error === 'access_denied')
    return new DomainError('oidc.denied', `You were not let in at ${name}. Try again, or sign in another way.`, extras);
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return new DomainError('oidc.failed', `${name} reported an error. Try again; if it stays, ask an administrator.`, {
      ...extras,
      internal: `${error.error}: ${inner(error)}`,
    });
  const code = (error as { code?: string }).code ?? '';
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED' || error instanceof errors.JWTExpired)
    return new DomainError(
      'oidc.clock',
      `What ${name} answered is not valid at this time. Ask an administrator to set the clocks of both servers.`,
      extras,
    );
  if (wrongClaim(error) === 'iss')
    return new DomainError('oidc.wrong-issuer', 'The answer is of another provider. Begin again.', extras);
  if (error instanceof errors.JWKSTimeout || isOfNetwork(error, code)) return unavailable(name, error);
  return refused(`What ${name} answered did not stand the checks. Begin again; if it stays, ask an administrator.`);
}

/** What happened on the way has no code of the libraries. */
const isOfNetwork = (error: unknown, code: string): boolean =>
  (error instanceof ClientError && (code === '' || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT')) ||
  /^(UND_ERR|E[A-Z]+$)/.test(code) ||
  code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' ||
  // The keys were not answered with 200.
  code === 'ERR_JOSE_GENERIC';
