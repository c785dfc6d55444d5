import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/http/ids.js';
import type { ClientInfo } from '../../common/http/request.js';
import type { Principal } from '../../common/principal.js';
import { SettingsService } from '../settings/index.js';
import { LoginAttempts } from './attempts.js';
import type { ChangePasswordDto, LoginDto, RegisterDto, UpdateMeDto } from './auth.dto.js';
import { hashPassword, refuseWeakPassword, verifyPassword } from './passwords.js';
import { PrincipalCache } from './principal.cache.js';
import { SessionService, type Tokens } from './session.service.js';
import { identityKey, UserRepository } from './user.repository.js';
import type { User } from './user.entity.js';

@Injectable()
export class AuthService {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
    private readonly settings: SettingsService,
    private readonly attempts: LoginAttempts,
    private readonly cache: PrincipalCache,
  ) {}

  /**
   * Creates an account. An admin may give it any role and is not bound by the registration mode.
   * @throws DomainError `auth.forbidden`, `auth.registration-closed`, `auth.weak-password`, `user.exists`
   */
  async register({ username, email, password, role = 'user' }: RegisterDto, caller?: Principal): Promise<{ message: string; user: User }> {
    const byAdmin = caller?.role === 'admin' && !caller.key;
    if (role !== 'user' && !byAdmin) throw new DomainError('auth.forbidden', `Only an administrator can create an account with the role ${role}. Leave the role out to register as user.`);
    const mode = byAdmin ? 'open' : await this.settings.get('registration_mode');
    if (mode === 'closed') throw new DomainError('auth.registration-closed', 'Registration is closed on this server. Ask an administrator for an account.');
    refuseWeakPassword(password, '/password', username, email);
    const pending = mode === 'approval';
    const user = await this.users.insert({ id: newId(), username, email, role, password_hash: await hashPassword(password), is_active: !pending, is_pending: pending });
    const message = pending ? `Thank you, ${username}. An administrator has to let you in before you can sign in.` : `Welcome, ${username}. You can sign in now.`;
    return { message, user };
  }

  /**
   * Opens a session. The refusal is the same whether the account does not exist or the password is wrong.
   * @throws DomainError `auth.wrong-credentials`, `auth.too-many-attempts`; after a right password `auth.account-inactive`, `auth.account-pending`
   */
  async login({ username, password }: LoginDto, client: ClientInfo): Promise<Tokens> {
    const account = identityKey(username);
    this.attempts.check(account, client.ip);
    const user = await this.users.findByLogin(username);
    if (!(await verifyPassword(user?.password_hash, password)) || !user) {
      this.attempts.fail(account, client.ip);
      throw new DomainError('auth.wrong-credentials', 'The user name or the password is wrong. Check both and try again.');
    }
    this.attempts.succeed(account);
    if (user.is_pending) throw new DomainError('auth.account-pending', 'The account waits for an administrator to let it in.');
    if (!user.is_active) throw new DomainError('auth.account-inactive', 'The account is deactivated. Ask an administrator.');
    return this.sessions.open(await this.users.update(user.id, { last_login_at: new Date() }), client);
  }

  async me(principal: Principal): Promise<User> {
    const user = await this.users.findById(principal.userId);
    if (!user) throw new DomainError('auth.invalid-token', 'The account no longer exists.');
    return user;
  }

  async updateMe(principal: Principal, change: UpdateMeDto): Promise<User> {
    const user = await this.users.update(principal.userId, change);
    this.cache.forgetUser(principal.userId);
    return user;
  }

  /** @throws DomainError `auth.wrong-credentials`, `auth.too-many-attempts`, `auth.weak-password` */
  async changePassword(principal: Principal, { current_password, new_password }: ChangePasswordDto, client: ClientInfo): Promise<void> {
    const user = await this.proven(principal, current_password, client, '/current_password');
    refuseWeakPassword(new_password, '/new_password', user.username, user.email);
    await this.users.update(user.id, { password_hash: await hashPassword(new_password), must_change_password: false });
    await this.sessions.endAll(user.id, principal.sessionId);
  }

  /**
   * Proves the own password once more; for an hour the session may then do what is dangerous.
   * @throws DomainError `auth.wrong-credentials`, `auth.too-many-attempts`
   */
  async confirm(principal: Principal, password: string, client: ClientInfo): Promise<void> {
    await this.proven(principal, password, client, '/password');
    await this.sessions.confirm(principal.sessionId!);
  }

  private async proven(principal: Principal, password: string, client: ClientInfo, pointer: string): Promise<User> {
    const user = await this.me(principal);
    this.attempts.check(user.username_key, client.ip);
    if (await verifyPassword(user.password_hash, password)) return user;
    this.attempts.fail(user.username_key, client.ip);
    throw new DomainError('auth.wrong-credentials', 'The current password is wrong.', { errors: [{ pointer, message: 'is wrong' }] });
  }
}
