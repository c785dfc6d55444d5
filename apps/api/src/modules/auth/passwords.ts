import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import pLimit from 'p-limit';
import { DomainError } from '../../common/errors/domain-error.js';

/** argon2id with OWASP's first recommendation (19 MiB, two passes, one lane); `algorithm: 2` is argon2id. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each hash needs a core and 19 MiB for some 30 ms, which answers in progress need as well. */
const limit = pLimit(2);
const MOST_WAITING = 64;

/** Limits parallel hashing. @throws DomainError `auth.busy` when too many wait already */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (limit.pendingCount >= MOST_WAITING)
    throw new DomainError('auth.busy', 'Too many people sign in at this moment. Try again in a few seconds.', {
      retryAfter: 3,
    });
  return limit(work);
}

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, COST));

let decoy: Promise<string> | undefined;

/**
 * Compares a password with a hash. Without a hash (no such account) it compares with a decoy for just as long, so that
 * the response time does not reveal which accounts exist.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  if (!decoy) {
    decoy = hashPassword(randomBytes(16).toString('hex'));
    // A decoy that could not be made is made again for the next one.
    decoy.catch(() => (decoy = undefined));
  }
  const against = passwordHash ?? (await decoy);
  const matches = await inTurn(() => verify(against, password));
  return passwordHash !== undefined && matches;
}

let common: Set<string> | undefined;

/** The 49,000 most common passwords. Loaded on first use, because most processes never need the list. */
function commonPasswords(): Set<string> {
  const load = createRequire(import.meta.url);
  const { dictionary } = load('@zxcvbn-ts/language-common') as { dictionary: Record<'passwords-common', string[]> };
  return (common ??= new Set(dictionary['passwords-common']));
}

/** @throws DomainError `auth.weak-password` when the password is a common one or the account's own name. */
export function refuseWeakPassword(password: string, pointer: string, ...names: string[]): void {
  const lower = password.toLowerCase();
  const own = names.some((name) => lower === name.toLowerCase());
  if (!own && !commonPasswords().has(lower)) return;
  const message = own ? 'must not be your name or e-mail' : 'is on the list of passwords that are tried first';
  throw new DomainError(
    'auth.weak-password',
    `That password ${message}. Choose another: a few unrelated words are easy to keep and hard to guess.`,
    { errors: [{ pointer, message }] },
  );
}
