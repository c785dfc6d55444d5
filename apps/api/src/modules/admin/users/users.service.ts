import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { decodeCursor, encodeCursor, type Page } from '../../../common/http/paging.js';
import type { Principal } from '../../../common/access/principal.js';
import { roleCovers, type Role } from '../../../common/access/roles.js';
import {
  AccountLinks,
  fromProvider,
  hashPassword,
  LdapIdentityRepository,
  LdapPasswords,
  managedOf,
  PrincipalCache,
  refuseWeakPassword,
  ScimUserRepository,
  SECURITY_CONFIRMATION_MS,
  SessionService,
  toUserDto,
  UserRepository,
  type User,
  type UserDto,
} from '../../auth/index.js';
import { RunRegistry } from '../../chat/index.js';
import { FileRepository } from '../../knowledge/index.js';
import { LogService, type AuditEvent } from '../../logging/index.js';
import { Quotas } from '../../usage/index.js';
import type { AdminUserDto, CreatedUserDto, CreateUserDto, LinkIssuedDto, UserQueryDto } from './user.dto.js';
import { refuseLosing, refuseLosingLastAdmin } from './refusals.js';
import { UserListRepository } from './user-list.repository.js';

/** Account management for admins. Changes take effect at once: on live sessions, keys and answers in progress. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UserRepository,
    private readonly rows: UserListRepository,
    private readonly sessions: SessionService,
    private readonly links: AccountLinks,
    private readonly cache: PrincipalCache,
    private readonly quotas: Quotas,
    private readonly runs: RunRegistry,
    private readonly files: FileRepository,
    private readonly scim: ScimUserRepository,
    private readonly directoryPasswords: LdapPasswords,
    private readonly directoryIdentities: LdapIdentityRepository,
    private readonly log: LogService,
  ) {}

  /** A page of accounts and their total number. @throws DomainError `request.invalid` for a wrong cursor */
  async list(query: UserQueryDto): Promise<Page<AdminUserDto> & { total: number }> {
    const offset = query.cursor ? Number(decodeCursor(query.cursor, [/^\d{1,9}$/])[0]) : 0;
    const { rows, total } = await this.rows.find(query, offset);
    const next = offset + rows.length;
    return {
      rows: rows.map(({ last_seen_at, tokens_30d, api_keys, second_factor, terms, quota, scim, ...user }) => ({
        ...toUserDto(user as User),
        is_pending: user.is_pending,
        last_seen_at,
        tokens_30d,
        api_keys,
        second_factor,
        terms: terms && { version: terms.version, accepted_at: new Date(terms.accepted_at) },
        quota,
        managed: managedOf(scim),
      })),
      total,
      ...(next < total && rows.length > 0 && { nextCursor: encodeCursor([String(next)]) }),
    };
  }

  /** Without a password the person sets one through a link. @throws DomainError `user.exists`, `auth.weak-password` */
  async create(
    request: FastifyRequest,
    actor: Principal,
    { username, email, role = 'user', password }: CreateUserDto,
  ): Promise<CreatedUserDto> {
    if (password) refuseWeakPassword(password, '/password', username, email);
    const password_hash = await hashPassword(password ?? randomBytes(32).toString('base64url'));
    const row = {
      id: newId(),
      username,
      email,
      role,
      password_hash,
      is_active: true,
      must_change_password: password !== undefined,
    };
    const user = await this.users.insertWith(row, (manager) =>
      this.log.audit(
        request,
        {
          action: 'user.created',
          target: { type: 'user', id: row.id, name: username },
          metadata: { target_id: row.id, target: username, role },
        },
        manager,
      ),
    );
    return { user: toUserDto(user), ...(!password && (await this.resetPassword(request, actor, user.id))) };
  }

  /**
   * A link with which the person sets a new password. The old one works until then.
   * @throws DomainError `user.not-found`, `auth.directory-password`
   */
  async resetPassword(request: FastifyRequest, actor: Principal, id: string): Promise<LinkIssuedDto> {
    const user = await this.find(id);
    await this.directoryPasswords.requireOwn(user);
    const { username } = user;
    const { path, expires_at } = await this.links.reset(actor.userId, id, (manager) =>
      this.log.audit(
        request,
        {
          action: 'user.reset-link-created',
          target: { type: 'user', id, name: username },
          metadata: { target_id: id, target: username },
        },
        manager,
      ),
    );
    return { reset_url: path, expires_at };
  }

  /** @throws DomainError `user.not-found`, `user.last-admin`, `user.self-lockout`, `user.from-provider` */
  async setRole(request: FastifyRequest, actor: Principal, id: string, role: Role): Promise<UserDto> {
    const user = await this.users.changeGuarded(
      id,
      async (before, substitutes, manager) => {
        if (managedOf(await this.scim.find(id, manager))?.role) throw fromProvider('which role it has');
        if (before.role === 'admin' && role !== 'admin')
          refuseLosing(before, actor, substitutes, 'take the admin role from');
        return { role };
      },
      (before, manager) =>
        this.log.audit(
          request,
          {
            action: 'user.role-changed',
            target: { type: 'user', id, name: before.username },
            metadata: { target_id: id, target: before.username, from: before.role, to: role },
          },
          manager,
        ),
    );
    await this.holdAtOnce(user);
    return toUserDto(user);
  }

  /**
   * Nobody activates whom the provider has deactivated; a deactivation here holds until the provider says otherwise.
   * @throws DomainError `user.not-found`, `user.last-admin`, `user.self-lockout`, `user.from-provider`
   */
  async setStatus(request: FastifyRequest, actor: Principal, id: string, isActive: boolean): Promise<UserDto> {
    const user = await this.users.changeGuarded(
      id,
      async (before, substitutes, manager) => {
        if (isActive && managedOf(await this.scim.find(id, manager))?.inactive)
          throw fromProvider('that it is deactivated');
        if (before.is_active && !isActive) refuseLosing(before, actor, substitutes, 'deactivate');
        await this.directoryIdentities.unmarkUser(id, manager);
        return { is_active: isActive, ...(isActive && { is_pending: false }) };
      },
      (before, manager) => this.noteStatus(request, before, isActive, manager),
    );
    await this.holdAtOnce(user);
    return toUserDto(user);
  }

  /**
   * What a provider changes of an account, in one transaction. The last admin stays.
   * @param decide gets the account while it is locked
   * @throws DomainError `user.not-found`, `user.last-admin`, `user.exists`
   */
  async changeFromProvider(
    id: string,
    decide: (before: User, manager: EntityManager) => Promise<Partial<User>>,
    audit: (before: User, manager: EntityManager) => Promise<void>,
  ): Promise<User> {
    const user = await this.users.changeGuarded(
      id,
      async (before, substitutes, manager) => {
        const change = await decide(before, manager);
        if (change.is_active === false) refuseLosingLastAdmin(before, substitutes, 'deactivate');
        if (change.role && change.role !== 'admin')
          refuseLosingLastAdmin(before, substitutes, 'take the admin role from');
        return change;
      },
      audit,
    );
    await this.holdAtOnce(user);
    return user;
  }

  /** Ends what the account may no longer do. */
  private async holdAtOnce({ id, role, is_active }: User): Promise<void> {
    this.quotas.forget(id);
    if (!is_active) {
      await this.sessions.endAll(id);
      await this.runs.stop('revoked', { userId: id });
      return;
    }
    this.cache.forgetAll();
    // A run started with an API key ends when the account may no longer have keys; answers in the browser may finish.
    if (!roleCovers(role, 'developer')) await this.runs.stop('revoked', { userId: id, startedBy: 'key' });
  }

  /**
   * Deletes the account with its chats, keys and usage.
   * @throws DomainError `user.not-found`, `user.last-admin`, `user.self-lockout`
   */
  async remove(request: FastifyRequest, actor: Principal, id: string): Promise<void> {
    await this.closeAndDelete(request, id, 'user.deleted', (user, substitutes) =>
      refuseLosing(user, actor, substitutes, 'delete'),
    );
  }

  /**
   * Deletes the caller's own account. Needs a password that was given within the last five minutes.
   * @throws DomainError `auth.confirm-required`, `user.last-admin`
   */
  async removeOwn(request: FastifyRequest, actor: Principal): Promise<void> {
    await this.sessions.requireRecent(actor, SECURITY_CONFIRMATION_MS);
    await this.closeAndDelete(request, actor.userId, 'user.erased', refuseLosingLastAdmin);
  }

  /** As `remove`, by a provider. @throws DomainError `user.not-found`, `user.last-admin` */
  async removeFromProvider(request: FastifyRequest, id: string, actor: AuditEvent['actor']): Promise<void> {
    await this.closeAndDelete(request, id, 'user.deleted', refuseLosingLastAdmin, actor);
  }

  /** @param refuse throws when the account has to stay */
  private async closeAndDelete(
    request: FastifyRequest,
    id: string,
    action: 'user.deleted' | 'user.erased',
    refuse: (user: User, substitutes: number) => void,
    actor?: AuditEvent['actor'],
  ): Promise<void> {
    const close = (user: User, substitutes: number) => {
      refuse(user, substitutes);
      return { is_active: false };
    };
    // Deactivate it first and end its answers, so that nothing is written for an account that is gone.
    const { username, role } = await this.users.changeGuarded(id, close, async (before, manager) =>
      before.is_active ? this.noteStatus(request, before, false, manager, actor) : undefined,
    );
    await this.sessions.endAll(id);
    await this.runs.stop('revoked', { userId: id });
    // Before the account, whose deletion is one statement and has the time of one.
    await this.files.removeAll(id);
    await this.users.delete(id, (manager) =>
      this.log.audit(
        request,
        {
          action,
          actor,
          target: { type: 'user', id, name: username },
          metadata: { target_id: id, target: username, role },
        },
        manager,
      ),
    );
  }

  private noteStatus(
    request: FastifyRequest,
    { id, username, is_active }: User,
    to: boolean,
    manager: EntityManager,
    actor?: AuditEvent['actor'],
  ): Promise<void> {
    return this.log.audit(
      request,
      {
        action: 'user.status-changed',
        actor,
        target: { type: 'user', id, name: username },
        metadata: { target_id: id, target: username, from: is_active, to },
      },
      manager,
    );
  }

  /** @throws DomainError `user.not-found` */
  async find(id: string): Promise<User> {
    const user = await this.users.findById(id);
    if (!user) throw new DomainError('user.not-found', 'There is no user with this id.');
    return user;
  }
}
