import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../common/errors/domain-error.js';
import type { ErrorCode } from '../../common/errors/error-codes.js';
import { clientInfo } from '../../common/http/request.js';
import { LogService } from '../logging/index.js';
import type { ExternalSignIn } from './external-session.entity.js';
import { ExternalSessionRepository } from './external-session.repository.js';
import { SessionService, type Tokens } from './session.service.js';
import { UserRepository } from './user.repository.js';
import type { User } from './user.entity.js';

/** Whom somebody else vouches for has no account here, or claims the address of one. */
const NO_ACCOUNT: ReadonlySet<ErrorCode> = new Set([
  ...(['oidc.no-account', 'oidc.email-taken', 'oidc.provisioned'] as const),
  ...(['ldap.no-account', 'ldap.email-taken'] as const),
]);

/** The last step of every way to sign in, and the audit entries of those that fail. */
@Injectable()
export class SignIn {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
    private readonly externals: ExternalSessionRepository,
    private readonly log: LogService,
  ) {}

  /** @throws DomainError `auth.account-inactive`, `auth.account-pending` */
  async requireActive(user: User, request: FastifyRequest): Promise<void> {
    if (user.is_active && !user.is_pending) return;
    await this.auditRefusal(request, user.is_pending ? 'auth.account-pending' : 'auth.account-inactive', {
      id: user.id,
      name: user.username,
    });
    if (user.is_pending)
      throw new DomainError('auth.account-pending', 'The account waits for an administrator to let it in.');
    throw new DomainError('auth.account-inactive', 'The account is deactivated. Ask an administrator.');
  }

  /**
   * Finds the account of whom the directory or the proxy vouches for; that there is none for them is audited.
   * @param who the person, as the provider tells
   * @throws as `work`
   */
  async auditing<T>(request: FastifyRequest, who: Record<string, unknown>, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError && NO_ACCOUNT.has(error.code))
        await this.auditRefusal(request, error.code, { id: null, name: null }, who);
      throw error;
    }
  }

  /** Opens a session. @param how for the audit log @param external how the person signed in at a provider */
  async open(
    user: User,
    request: FastifyRequest,
    how: Record<string, unknown> = {},
    change: Partial<User> = {},
    external?: ExternalSignIn,
  ): Promise<Tokens> {
    const signedIn = await this.users.update(user.id, { ...change, last_login_at: new Date() });
    const note = async (manager: EntityManager, sessionId: string) => {
      if (external) await this.externals.insert(manager, sessionId, external);
      const metadata = { ...how, ...(external && { provider: external.provider }) };
      await this.log.audit(
        request,
        { action: 'auth.login', actor: { id: user.id, name: user.username }, metadata },
        manager,
      );
    };
    return this.sessions.open(signedIn, clientInfo(request), user.last_login_at, note, external);
  }

  /**
   * Attempts that are rejected before the password or the code is checked leave no audit entry: attackers must not grow
   * an append-only table.
   */
  auditRefusal(
    request: FastifyRequest,
    code: string,
    actor: { id: string | null; name: string | null },
    detail: Record<string, unknown> = {},
  ): Promise<void> {
    return this.log.audit(request, {
      action: request.action ?? 'auth.login',
      actor,
      metadata: {},
      detail: { ...detail, code },
      result: 'refused',
    });
  }
}
