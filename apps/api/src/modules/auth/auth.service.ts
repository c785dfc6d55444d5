import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { hasChanges } from '../../database/has-changes.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/http/ids.js';
import { identityKey } from '../../common/identity-key.js';
import { annotate, clientInfo } from '../../common/http/request.js';
import type { Principal } from '../../common/access/principal.js';
import { LogService, type AccountNotice, type ChatAccess } from '../logging/index.js';
import { Webhooks } from '../webhooks/index.js';
import { SettingsService } from '../settings/index.js';
import { LoginAttempts } from './attempts.js';
import type { ChangePasswordDto, LoginDto, RegisterDto, UpdateMeDto } from './auth.dto.js';
import { externalSignIn, LdapAccounts, type Note } from './ldap/ldap-accounts.service.js';
import { LdapPasswords } from './ldap/ldap-passwords.service.js';
import { AccountLinks } from './links/account-links.service.js';
import { hashPassword, isOutdatedHash, NO_PASSWORD, refuseWeakPassword, verifyPassword } from './passwords.js';
import { PrincipalCache } from './principal.cache.js';
import { RegistrationLimit } from './registration-limit.js';
import { fromProvider } from './scim/managed.js';
import { ScimUserRepository } from './scim/scim-user.repository.js';
import type { LoginChallengeDto } from './second-factor/second-step.dto.js';
import { SecondStep } from './second-factor/second-step.service.js';
import { SECURITY_CONFIRMATION_MS, SessionService, type Tokens } from './session.service.js';
import { SignIn } from './sign-in.service.js';
import { UserRepository } from './user.repository.js';
import type { User } from './user.entity.js';

@Injectable()
export class AuthService {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
    private readonly settings: SettingsService,
    private readonly attempts: LoginAttempts,
    private readonly registrations: RegistrationLimit,
    private readonly cache: PrincipalCache,
    private readonly links: AccountLinks,
    private readonly signIn: SignIn,
    private readonly secondStep: SecondStep,
    private readonly scim: ScimUserRepository,
    private readonly ldap: LdapPasswords,
    private readonly directoryAccounts: LdapAccounts,
    private readonly webhooks: Webhooks,
    private readonly log: LogService,
  ) {}

  /**
   * Creates an account. The registration mode does not apply to admins, who may assign any role, and to invited people.
   * @throws DomainError `auth.link-invalid`, `auth.forbidden`, `auth.registration-closed`, `auth.weak-password`,
   * `limit.registrations`, `user.exists`
   */
  async register(
    { username, email, password, role = 'user', invite }: RegisterDto,
    caller: Principal | undefined,
    request: FastifyRequest,
  ): Promise<{ message: string; user: User }> {
    if (invite)
      return welcome(
        await this.links.accept(invite, { username, email, password }, (user, manager) =>
          this.noteAccount(request, user, { invited: true }, manager),
        ),
      );
    const byAdmin = caller?.role === 'admin' && !caller.key;
    if (!byAdmin) this.registrations.count(clientInfo(request).ip);
    if (role !== 'user' && !byAdmin)
      throw new DomainError(
        'auth.forbidden',
        `Only an administrator can create an account with the role ${role}. Leave the role out to register as user.`,
      );
    const mode = byAdmin ? 'open' : await this.settings.get('registration_mode');
    if (mode === 'closed')
      throw new DomainError(
        'auth.registration-closed',
        'Registration is closed on this server. Ask an administrator for an account.',
      );
    refuseWeakPassword(password, '/password', username, email);
    const pending = mode === 'approval';
    const row = {
      id: newId(),
      username,
      email,
      role,
      password_hash: await hashPassword(password),
      is_active: !pending,
      is_pending: pending,
    };
    const user = await this.users.insertWith(row, async (manager) => {
      await this.noteAccount(request, row, byAdmin ? { by: caller } : {}, manager);
      if (pending) await this.webhooks.tell('user.pending', { user_id: row.id, username }, manager);
    });
    if (pending) this.webhooks.wake();
    return pending
      ? { message: `Thank you, ${username}. An administrator has to let you in before you can sign in.`, user }
      : welcome(user);
  }

  private noteAccount(
    request: FastifyRequest,
    { id, username, role }: Pick<User, 'id' | 'username' | 'role'>,
    { by, invited }: { by?: Principal; invited?: true },
    manager: EntityManager,
  ): Promise<void> {
    const [action, actor] = by
      ? ['user.created', { id: by.userId, name: by.username }]
      : ['user.registered', { id, name: username }];
    return this.log.audit(
      request,
      { action, actor, target: { type: 'user', id, name: username }, metadata: { role, ...(invited && { invited }) } },
      manager,
    );
  }

  /**
   * Opens a session, or asks for the second factor of an account that has one. The error is the same whether the
   * account does not exist or the password is wrong.
   * @throws DomainError `auth.wrong-credentials`, `auth.too-many-attempts`, `auth.directory-down`; after a correct
   * password `auth.account-inactive`, `auth.account-pending`, `ldap.no-account`, `ldap.email-taken`
   */
  async login({ username, password }: LoginDto, request: FastifyRequest): Promise<Tokens | LoginChallengeDto> {
    const user = await this.users.findByLogin(username);
    // Never what was typed: people type their password into the field of the name.
    if (user) annotate(request, { login: user.username });
    if (this.ldap.decides(user)) return this.loginWithDirectory(username, user, password, request);
    const correct = await this.tryPassword(user, identityKey(username), password, clientInfo(request).ip);
    if (!correct || !user) throw await this.wrongCredentials(user, request);
    await this.signIn.requireActive(user, request);
    const change = isOutdatedHash(user.password_hash) ? { password_hash: await hashPassword(password) } : {};
    const challenge = await this.secondStep.begin(user, request);
    return challenge ?? this.signIn.open(user, request, {}, change);
  }

  private async loginWithDirectory(
    username: string,
    known: User | null,
    password: string,
    request: FastifyRequest,
  ): Promise<Tokens | LoginChallengeDto> {
    const { userId, person: told } = await this.ldap.signIn(username, known, password, clientInfo(request).ip);
    if (!told) throw await this.wrongCredentials(userId ? await this.users.findById(userId) : null, request);
    const note: Note = ({ id, username: name }, event, manager) => {
      const who = { id, name };
      return this.log.audit(request, { ...event, actor: who, target: { type: 'user', ...who } }, manager);
    };
    const work = () => this.directoryAccounts.signedIn(told, request, note);
    const { user, identityId } = await this.signIn.auditing(request, { subject: told.subject }, work);
    await this.signIn.requireActive(user, request);
    const external = externalSignIn(identityId);
    const challenge = await this.secondStep.begin(user, request, external);
    return challenge ?? this.signIn.open(user, request, {}, {}, external);
  }

  private async wrongCredentials(user: User | null, request: FastifyRequest): Promise<DomainError> {
    const actor = { id: user?.id ?? null, name: user?.username ?? null };
    await this.signIn.auditRefusal(request, 'auth.wrong-credentials', actor);
    return new DomainError(
      'auth.wrong-credentials',
      'The user name or the password is wrong. Check both and try again.',
    );
  }

  /**
   * Compares a password; the attempt is counted before.
   * @param name stands for the account when it does not exist
   * @throws DomainError `auth.too-many-attempts`, `auth.busy`
   */
  private async tryPassword(user: User | null, name: string, password: string, address: string): Promise<boolean> {
    const attempt = await this.attempts.reserve(user?.id ?? name, address);
    let correct: boolean;
    try {
      correct = await verifyPassword(user?.password_hash, password);
    } catch (error) {
      attempt.cancelled();
      throw error;
    }
    if (correct) attempt.succeeded();
    else attempt.failed();
    return correct;
  }

  async me(principal: Principal): Promise<User> {
    const user = await this.users.findById(principal.userId);
    if (!user) throw new DomainError('auth.invalid-token', 'The account no longer exists.');
    return user;
  }

  /** Who could read this person's chats past their own pages. */
  async chatAccesses(principal: Principal): Promise<ChatAccess[]> {
    return this.log.chatAccesses((await this.me(principal)).created_at);
  }

  /** For how long the administrator's settings keep what a person leaves here. */
  async retention() {
    const [chat_days, log_days, cache_seconds, cache_scope] = await Promise.all([
      this.settings.get('retention_days'),
      this.settings.get('log_retention_days'),
      this.settings.get('cache_ttl_seconds'),
      this.settings.get('cache_scope'),
    ]);
    return { chat_days, log_days, cache_seconds, cache_scope };
  }

  /** Changes of how the account signs in that other devices or people made and this device has not dismissed. */
  async notices({ userId, sessionId }: Principal): Promise<AccountNotice[]> {
    return this.log.accountNotices(userId, sessionId!, await this.sessions.noticesSeenAt(sessionId!));
  }

  /**
   * Another e-mail address needs a password that was given within the last five minutes, because the address signs in.
   * @throws DomainError `user.exists`, `user.from-provider`, `auth.confirm-required`
   */
  async updateMe(principal: Principal, wanted: UpdateMeDto, request: FastifyRequest): Promise<User> {
    const user = await this.me(principal);
    const change: UpdateMeDto = {
      ...(wanted.username !== undefined && wanted.username !== user.username && { username: wanted.username }),
      ...(wanted.email !== undefined && wanted.email !== user.email && { email: wanted.email }),
    };
    if (!hasChanges(change)) return user;
    if (change.email !== undefined) await this.sessions.requireRecent(principal, SECURITY_CONFIRMATION_MS);
    if (await this.scim.find(user.id)) throw fromProvider('which name and address it has');
    const { username, email } = user;
    const from = { ...(change.username !== undefined && { username }), ...(change.email !== undefined && { email }) };
    const changed = await this.users.update(principal.userId, change, (manager) =>
      this.log.audit(
        request,
        {
          action: 'user.profile-changed',
          target: { type: 'user', id: principal.userId, name: change.username ?? username },
          metadata: {},
          detail: { from, to: change },
        },
        manager,
      ),
    );
    this.cache.forgetAll();
    return changed;
  }

  /**
   * @throws DomainError `auth.wrong-credentials`, `auth.too-many-attempts`, `auth.weak-password`,
   * `auth.directory-password`
   */
  async changePassword(
    principal: Principal,
    { current_password, new_password }: ChangePasswordDto,
    request: FastifyRequest,
  ): Promise<void> {
    await this.ldap.requireOwn(await this.me(principal));
    const user = await this.verifyPassword(principal, current_password, request, '/current_password');
    refuseWeakPassword(new_password, '/new_password', user.username, user.email);
    await this.users.update(
      user.id,
      { password_hash: await hashPassword(new_password), must_change_password: false },
      (manager) =>
        this.log.audit(
          request,
          { action: 'auth.changePassword', target: { type: 'user', id: user.id, name: user.username }, metadata: {} },
          manager,
        ),
    );
    await this.sessions.endAll(user.id, principal.sessionId);
  }

  /**
   * Confirms the own password; for an hour the session may then do dangerous things.
   * @throws DomainError `auth.wrong-credentials`, `auth.too-many-attempts`
   */
  async confirm(principal: Principal, password: string, request: FastifyRequest): Promise<void> {
    await this.verifyPassword(principal, password, request, '/password');
    await this.sessions.confirm(principal.sessionId!);
  }

  private async verifyPassword(
    principal: Principal,
    password: string,
    request: FastifyRequest,
    pointer: string,
  ): Promise<User> {
    const client = clientInfo(request);
    const user = await this.me(principal);
    const inDirectory = await this.ldap.has(user);
    if (user.password_hash === NO_PASSWORD && !inDirectory)
      throw new DomainError(
        'auth.no-password',
        'This account has no password. Confirm at the provider that you sign in with, or ask an administrator for a ' +
          'link that sets a password.',
      );
    const isRight = inDirectory
      ? await this.ldap.confirms(user, password, client.ip)
      : await this.tryPassword(user, user.id, password, client.ip);
    if (isRight) return user;
    await this.signIn.auditRefusal(request, 'auth.wrong-credentials', { id: user.id, name: user.username });
    throw new DomainError('auth.wrong-credentials', 'The current password is wrong.', {
      errors: [{ pointer, message: 'is wrong' }],
    });
  }
}

const welcome = (user: User) => ({ message: `Welcome, ${user.username}. You can sign in now.`, user });
