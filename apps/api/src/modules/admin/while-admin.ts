import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/principal.js';
import type { PrincipalService } from '../auth/index.js';

const LOOK_MS = 2_000;
/** Reasons that end a stream under way; a database that is away for a moment is none. */
const LOST: ReadonlySet<string> = new Set(['auth.invalid-token', 'auth.forbidden', 'auth.account-inactive']);

/**
 * Looks every few seconds whether who reads a stream is still an admin.
 * @returns a signal that aborts with the reason when not, and what ends the looking
 */
export function whileAdmin(
  principals: PrincipalService,
  principal: Principal,
): { signal: AbortSignal; stop: () => void } {
  const lost = new AbortController();
  const look = async () => {
    const { role } = await principals.again(principal);
    if (role !== 'admin') throw new DomainError('auth.forbidden', 'The account is no longer an administrator.');
  };
  const timer = setInterval(
    () =>
      void look().catch((error: unknown) => error instanceof DomainError && LOST.has(error.code) && lost.abort(error)),
    LOOK_MS,
  );
  return { signal: lost.signal, stop: () => clearInterval(timer) };
}
