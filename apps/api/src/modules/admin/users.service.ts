import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/principal.js';
import { roleCovers, type Role } from '../../common/roles.js';
import { PrincipalCache, SessionService, toUserDto, UserRepository, type User, type UserDto } from '../auth/index.js';
import { RunRegistry } from '../chat/index.js';
import { LogService } from '../logging/index.js';

/** Changes to accounts by an admin. They count at once: for live sessions, for keys and for answers that are being written. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
    private readonly cache: PrincipalCache,
    private readonly runs: RunRegistry,
    private readonly log: LogService,
  ) {}

  async list(): Promise<UserDto[]> {
    return (await this.users.list()).map(toUserDto);
  }

  /** @throws DomainError `user.not-found`, `user.last-admin`, `user.self-lockout` */
  async setRole(request: FastifyRequest, actor: Principal, id: string, role: Role): Promise<UserDto> {
    const user = await this.users.changeGuarded(
      id,
      (before, otherAdmins) => {
        if (before.role === 'admin' && role !== 'admin') refuseLosing(before, actor, otherAdmins, 'take the admin role from');
        return { role };
      },
      (before, manager) => this.log.audit(request, { action: 'user.role-changed', target: { type: 'user', id, name: before.username }, metadata: { target_id: id, target: before.username, from: before.role, to: role } }, manager),
    );
    this.cache.forgetUser(id);
    // A run begun with an API key ends with the right to have keys; what people wait for in the browser may finish.
    if (!roleCovers(role, 'developer')) await this.runs.stop('revoked', ({ userId, keyId }) => userId === id && keyId !== undefined);
    return toUserDto(user);
  }

  /** @throws DomainError `user.not-found`, `user.last-admin`, `user.self-lockout` */
  async setStatus(request: FastifyRequest, actor: Principal, id: string, isActive: boolean): Promise<UserDto> {
    const user = await this.users.changeGuarded(
      id,
      (before, otherAdmins) => {
        if (before.is_active && !isActive) refuseLosing(before, actor, otherAdmins, 'deactivate');
        return { is_active: isActive, ...(isActive && { is_pending: false }) };
      },
      (before, manager) => this.log.audit(request, { action: 'user.status-changed', target: { type: 'user', id, name: before.username }, metadata: { target_id: id, target: before.username, from: before.is_active, to: isActive } }, manager),
    );
    if (isActive) this.cache.forgetUser(id);
    else {
      await this.sessions.endAll(id);
      await this.runs.stop('revoked', ({ userId }) => userId === id);
    }
    return toUserDto(user);
  }
}

function refuseLosing(user: User, actor: Principal, otherAdmins: number, what: string): void {
  if (user.role === 'admin' && user.is_active && otherAdmins === 0) {
    throw new DomainError('user.last-admin', `${user.username} is the last active admin. Make another account admin before you ${what} this one.`);
  }
  if (user.id === actor.userId) throw new DomainError('user.self-lockout', `You cannot ${what} your own account. Ask another admin.`);
}
