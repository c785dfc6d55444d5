import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import type { Quota } from '../../../common/access/quota.js';
import { ROLES, type Role } from '../../../common/access/roles.js';
import { ApiKeyRepository, PrincipalCache, SecondFactors, SessionService, type SessionDto } from '../../auth/index.js';
import { Changes } from '../../../common/redis/changes.js';
import { RunRegistry } from '../../chat/index.js';
import { LogService } from '../../logging/index.js';
import { QuotaRepository, Quotas } from '../../usage/index.js';
import type { RoleQuotaDto } from './user.dto.js';
import type { UserKeyDto } from './user-key.dto.js';
import { UsersService } from './users.service.js';

/** Sessions, keys and quota of an account. */
@Injectable()
export class UserAccessService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionService,
    private readonly keys: ApiKeyRepository,
    private readonly cache: PrincipalCache,
    private readonly secondFactors: SecondFactors,
    private readonly runs: RunRegistry,
    private readonly quotas: Quotas,
    private readonly quotaRows: QuotaRepository,
    private readonly log: LogService,
    private readonly changes: Changes,
  ) {}

  /** @throws DomainError `user.not-found` */
  async listSessions(userId: string, ownSession: string | undefined): Promise<SessionDto[]> {
    await this.users.find(userId);
    return (await this.sessions.list(userId)).map(({ id, user_agent, ip_address, created_at, last_seen_at }) => ({
      id,
      user_agent,
      ip_address,
      created_at,
      last_seen_at,
      current: id === ownSession,
    }));
  }

  /** @throws DomainError `user.not-found`, `session.not-found` */
  async endSession(request: FastifyRequest, userId: string, id: string): Promise<void> {
    const { username } = await this.users.find(userId);
    await this.sessions.endOwn(userId, id, (manager) =>
      this.log.audit(
        request,
        {
          action: 'user.session-ended',
          target: { type: 'user', id: userId, name: username },
          metadata: { target_id: userId, target: username, session_id: id },
        },
        manager,
      ),
    );
  }

  /** @throws DomainError `user.not-found` */
  async listKeys(userId: string): Promise<UserKeyDto[]> {
    await this.users.find(userId);
    return (await this.keys.list(userId)).map(
      ({ id, name, prefix, last_four, scopes, created_at, expires_at, last_used_at }) => ({
        id,
        name,
        prefix,
        last_four,
        scopes,
        created_at,
        expires_at,
        last_used_at,
      }),
    );
  }

  /** @throws DomainError `user.not-found`, `key.not-found` */
  async revokeKey(request: FastifyRequest, userId: string, id: string): Promise<void> {
    const { username } = await this.users.find(userId);
    const key = await this.keys.findOwn(userId, id);
    if (!key) throw new DomainError('key.not-found', 'There is no such API key. It may have been revoked already.');
    await this.keys.delete(key, (_, manager) =>
      this.log.audit(
        request,
        {
          action: 'user.key-revoked',
          target: { type: 'user', id: userId, name: username },
          metadata: { target_id: userId, target: username, key_id: id, key: key.name },
        },
        manager,
      ),
    );
    this.cache.forgetAll();
    this.changes.announce('revoked-key', id);
    await this.runs.stop('revoked', { keyId: id });
  }

  /**
   * For a person whose phone and recovery codes are gone.
   * @throws DomainError `user.not-found`, `user.self-lockout`, `auth.second-factor-missing`
   */
  async resetSecondFactor(request: FastifyRequest, actor: Principal, userId: string): Promise<void> {
    const { username } = await this.users.find(userId);
    if (userId === actor.userId)
      throw new DomainError(
        'user.self-lockout',
        'Remove your own second factor under Settings, Security, where it needs your password.',
      );
    if ((await this.secondFactors.methods(userId)).length === 0)
      throw new DomainError('auth.second-factor-missing', `${username} has no second factor.`);
    await this.secondFactors.reset(userId, (manager) =>
      this.log.audit(
        request,
        {
          action: 'user.second-factor-reset',
          target: { type: 'user', id: userId, name: username },
          metadata: { target_id: userId, target: username },
        },
        manager,
      ),
    );
    this.cache.forgetAll();
  }

  /** @param limits `null` restores the quota of the role @throws DomainError `user.not-found` */
  async setQuota(request: FastifyRequest, userId: string, limits: Quota | null): Promise<void> {
    const { username } = await this.users.find(userId);
    await this.quotas.change({ user_id: userId }, limits, (manager) =>
      this.log.audit(
        request,
        {
          action: 'user.quota-changed',
          target: { type: 'user', id: userId, name: username },
          metadata: { target_id: userId, target: username, limits },
        },
        manager,
      ),
    );
  }

  async roleQuotas(): Promise<RoleQuotaDto[]> {
    const rows = await this.quotaRows.ofRoles();
    return ROLES.map((role) => ({ role, limits: rows.find((row) => row.role === role)?.limits ?? {} }));
  }

  async setRoleQuota(request: FastifyRequest, role: Role, limits: Quota): Promise<RoleQuotaDto[]> {
    await this.quotas.change({ role }, limits, (manager) =>
      this.log.audit(
        request,
        {
          action: 'role.quota-changed',
          target: { type: 'role', id: role, name: role },
          metadata: { target: role, limits },
        },
        manager,
      ),
    );
    return this.roleQuotas();
  }
}
