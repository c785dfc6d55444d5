import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { BatchWriter } from '../../common/batch-writer.js';
import { hash } from 'node:crypto';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/access/principal.js';
import { roleCovers, type KeyScope } from '../../common/access/roles.js';
import { ENV, type Env } from '../../config/env.js';
import type { ApiKey } from './api-key.entity.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ExternalSessionRepository } from './external-session.repository.js';
import { Groups } from './groups/groups.service.js';
import { PrincipalCache } from './principal.cache.js';
import { SecondFactors } from './second-factor/second-factors.service.js';
import { SessionRepository } from './session.repository.js';
import type { AccessClaims } from './session.service.js';
import { Terms } from './terms/terms.service.js';
import type { User } from './user.entity.js';
import { UserRepository } from './user.repository.js';

/** How often times of last use are written, in milliseconds. */
const LAST_USED_FLUSH_MS = 10_000;

export const keyHash = (key: string): string => hash('sha256', key);

/** What a job was asked for with. */
export type JobCredential = { sessionId: string } | { keyId: string } | 'account';

/** The refusal of somebody who has yet to accept the terms of use, which nobody can do with a key. */
export const termsRequired = ({ key }: Pick<Principal, 'key'>): DomainError =>
  new DomainError(
    'auth.terms-required',
    key
      ? 'The owner of this API key has yet to accept the terms of use: sign in to this portal with a browser once.'
      : 'Read the terms of use (GET /api/auth/terms) and accept them first.',
  );

/** Turns a checked credential into its principal. Rights come from the database, never from the credential. */
@Injectable()
export class PrincipalService implements BeforeApplicationShutdown {
  private readonly lastUsed = new Map<string, Date>();
  private readonly writer = new BatchWriter<[string, Date]>({
    logger: new Logger('Auth'),
    what: 'The times at which API keys were used last',
    flushMs: LAST_USED_FLUSH_MS,
    drain: () => {
      const uses = [...this.lastUsed];
      this.lastUsed.clear();
      return uses;
    },
    write: (uses) => this.keys.touch(uses),
  });

  constructor(
    private readonly sessions: SessionRepository,
    private readonly keys: ApiKeyRepository,
    private readonly users: UserRepository,
    private readonly cache: PrincipalCache,
    private readonly secondFactors: SecondFactors,
    private readonly groups: Groups,
    private readonly terms: Terms,
    private readonly externals: ExternalSessionRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.writer.flush();
  }

  /** @throws DomainError `auth.invalid-token`, `auth.account-inactive` */
  fromSession({ sub, sid }: Pick<AccessClaims, 'sub' | 'sid'>): Promise<Principal> {
    return this.cache.get(`session:${sid}`, () => this.bySession(sid, sub));
  }

  /**
   * Loads the principal again with its current rights, for streams and jobs that outlive a request.
   * @throws DomainError as `fromSession` and `fromKey`, when it has no rights any more
   */
  revalidate({ key, sessionId, userId }: Pick<Principal, 'key' | 'sessionId' | 'userId'>): Promise<Principal> {
    if (key) return this.byKey(this.keys.findById(key.id));
    return sessionId === undefined ? this.byAccount(userId) : this.bySession(sessionId, userId);
  }

  /**
   * Who something is done for that was asked for earlier, with the rights of now: as if the same credential came again.
   * `account` is for what outlives every session, such as work at night: the person as far as the account goes.
   * @throws DomainError as `revalidate`, `auth.terms-required`, `auth.second-factor-required`, `auth.forbidden` for a
   * key without the scope
   */
  async ofJob(userId: string, credential: JobCredential, scope: KeyScope) {
    const principal = await this.byCredential(userId, credential);
    if (principal.lacksTerms) throw termsRequired(principal);
    if (principal.lacksSecondFactor)
      throw new DomainError('auth.second-factor-required', 'This portal requires a second factor. Set one up first.');
    if (principal.key && !principal.key.scopes.includes(scope))
      throw new DomainError('auth.forbidden', `The API key does not have the scope ${scope}.`);
    return principal;
  }

  private async byCredential(userId: string, credential: JobCredential): Promise<Principal> {
    if (credential === 'account') return this.byAccount(userId);
    if ('keyId' in credential) return this.byKey(this.keys.findById(credential.keyId));
    return this.bySession(credential.sessionId, userId);
  }

  private async byAccount(userId: string): Promise<Principal> {
    const user = await this.users.findById(userId);
    if (!user) throw new DomainError('auth.account-inactive', 'The account does not exist any more.');
    return this.withSecondFactor(user, await this.identify(user));
  }

  private async bySession(sessionId: string, userId: string): Promise<Principal> {
    const live = await this.sessions.findLive(sessionId);
    if (!live || live.user.id !== userId)
      throw new DomainError('auth.invalid-token', 'The session has ended. Sign in again.');
    // Kept with the rest for a second, so it costs no query of each request.
    const proxySubject = this.env.TRUSTED_HEADER_AUTH && (await this.externals.proxySubject(sessionId));
    const principal = { ...(await this.identify(live.user)), sessionId, ...(proxySubject && { proxySubject }) };
    return this.withSecondFactor(live.user, principal);
  }

  private async withSecondFactor(user: User, principal: Principal): Promise<Principal> {
    return (await this.secondFactors.isMissing(user, principal.sessionId))
      ? { ...principal, lacksSecondFactor: true }
      : principal;
  }

  /**
   * @throws DomainError `auth.invalid-key`, `auth.forbidden` when the owner may no longer have keys
   */
  async fromKey(secret: string): Promise<Principal> {
    const digest = keyHash(secret);
    const principal = await this.cache.get(`key:${digest}`, () => this.byKey(this.keys.findByHash(digest)));
    this.used(principal);
    return principal;
  }

  /** Who a key acts for, when it was checked within the last second; waits for nothing. */
  recent(secret: unknown): Principal | undefined {
    const principal = typeof secret === 'string' ? this.cache.recent(`key:${keyHash(secret)}`) : undefined;
    if (principal) this.used(principal);
    return principal;
  }

  private used({ key }: Principal): void {
    this.lastUsed.set(key!.id, new Date());
    this.writer.schedule();
  }

  private async byKey(finding: Promise<{ key: ApiKey; user: User } | null>): Promise<Principal> {
    const found = await finding;
    if (!found?.key.is_active)
      throw new DomainError(
        'auth.invalid-key',
        'The API key is not valid: unknown, revoked or expired. Make a new one under Developer, API keys.',
      );
    const { key, user } = found;
    // Not 403 as for a session: to whoever holds the key it is as dead as a revoked one.
    if (!user.is_active)
      throw new DomainError('auth.invalid-key', 'The API key is not valid: the account of its owner is deactivated.');
    if (!roleCovers(user.role, 'developer'))
      throw new DomainError('auth.forbidden', 'The owner of this API key no longer has the developer role.');
    return {
      ...(await this.identify(user)),
      key: { id: key.id, name: key.name, scopes: key.scopes, modelIds: key.model_ids, limits: key.limits },
    };
  }

  private async identify({ id, username, role, is_active }: User): Promise<Principal> {
    if (!is_active) throw new DomainError('auth.account-inactive', 'The account is deactivated. Ask an administrator.');
    const [groups, lacksTerms] = await Promise.all([this.groups.rightsOf(id), this.terms.isMissing(id)]);
    return { userId: id, username, role, groups, ...(lacksTerms && { lacksTerms }) };
  }
}
