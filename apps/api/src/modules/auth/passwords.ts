import { hash, verify } from '@node-rs/argon2';
import type * as Core from '@zxcvbn-ts/core';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type * as LanguageCommon from '@zxcvbn-ts/language-common';
import { createRequire } from 'node:module';
import pLimit from 'p-limit';
import { DomainError } from '../../common/errors/domain-error.js';
import { identityKey } from '../../common/identity-key.js';
import { normalizePassword } from './password-fields.js';

/** argon2id with OWASP's first recommendation (19 MiB, two passes, one lane); `algorithm: 2` is argon2id. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each hash needs a core and 19 MiB for some 30 ms, which answers in progress need as well. */
const limit = pLimit(2);
const MOST_WAITING = 64;
/** New passwords come one at a time, so that a login waits for one of them at most. */
const newPasswords = pLimit(1);
const MOST_NEW_WAITING = 16;

/** Limits parallel hashing. @throws DomainError `auth.busy` when too many wait already */
async function inTurn<T>(work: () => Promise<T>, queue = limit, most = MOST_WAITING): Promise<T> {
  if (queue.pendingCount >= most)
    throw new DomainError('auth.busy', 'Too many people sign in at this moment. Try again in a few seconds.', {
      retryAfter: 3,
    });
  return queue(work);
}

/** @throws DomainError `auth.busy` */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => inTurn(() => hash(normalizePassword(password), COST)), newPasswords, MOST_NEW_WAITING);

/** The hash of a random password that nobody knows, made with `COST`. */
export const DECOY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$uGjEtL/mq7U25mSbopNKsA$YuqEuFIFpWe0r/uzxzMdthJHPpjeqUgC4eJejqWyQ54';

/** In the place of a hash: the account has no password, and none is right. */
export const NO_PASSWORD = '!';

/**
 * Compares a password with a hash. Without a hash (no such account) it compares with a decoy for just as long, so that
 * the response time does not reveal which accounts exist.
 * @throws DomainError `auth.busy`
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const known = passwordHash !== undefined && passwordHash !== NO_PASSWORD;
  const matches = await inTurn(() => verify(known ? passwordHash : DECOY_HASH, normalizePassword(password)));
  return known && matches;
}

/** Whether a hash was made with other parameters than today's, and should be made again at the next login. */
export function isOutdatedHash(passwordHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = COST;
  return !passwordHash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
}

/** zxcvbn's scale is 0 to 4; 2 stands for at least a million guesses by somebody who knows how people choose. */
const LEAST_SCORE = 2;
/** Beginning that is judged: what is strong up to here is strong, and the time stays in milliseconds. */
const JUDGED_LENGTH = 48;

let estimator: ZxcvbnFactory | undefined;

/** Loaded on first use, because most processes never need the 8 MB of word lists. */
function strengthEstimator(): ZxcvbnFactory {
  const load = createRequire(import.meta.url);
  const { adjacencyGraphs, dictionary } = load('@zxcvbn-ts/language-common') as typeof LanguageCommon;
  const { ZxcvbnFactory: Factory } = load('@zxcvbn-ts/core') as typeof Core;
  return (estimator ??= new Factory({ dictionary, graphs: adjacencyGraphs, maxLength: JUDGED_LENGTH }));
}

/**
 * @param names words that belong to the account, such as its name and e-mail
 * @throws DomainError `auth.weak-password` when the password would be among the first guesses
 */
export function refuseWeakPassword(password: string, pointer: string, ...names: string[]): void {
  const own = names.some((name) => identityKey(password) === identityKey(name));
  if (!own && strengthEstimator().check(normalizePassword(password), names).score >= LEAST_SCORE) return;
  const message = own ? 'must not be your name or e-mail' : 'is among the first that are tried';
  throw new DomainError(
    'auth.weak-password',
    `That password ${message}. Choose another: a few unrelated words are easy to keep and hard to guess.`,
    { errors: [{ pointer, message }] },
  );
}
