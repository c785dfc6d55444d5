import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { identityKey } from '../../../common/identity-key.js';
import type { Role } from '../../../common/access/roles.js';
import { hashPassword, refuseWeakPassword } from '../passwords.js';
import { SessionService } from '../session.service.js';
import { UserRepository } from '../user.repository.js';
import type { User } from '../user.entity.js';
import type { AccountLink, LinkKind } from './account-link.entity.js';
import { AccountLinkRepository } from './account-link.repository.js';

const HOUR_MS = 3_600_000;
const LIFE_MS: Record<LinkKind, number> = { invite: 7 * 24 * HOUR_MS, reset: 24 * HOUR_MS };
/**
 * The page for each kind. The secret is in the fragment, which browsers never send, so it appears in no log, no proxy
 * and no Referer. The link is a path, so that a forged Host header cannot change where it leads.
 */
const PAGE: Record<LinkKind, string> = { invite: '/register', reset: '/reset-password' };

/** A new link with its secret, shown once. */
export interface NewLink {
  id: string;
  /** Path on this portal. */
  path: string;
  expires_at: Date;
}

export interface NewAccount {
  username: string;
  email: string;
  password: string;
}

type Audit = (manager: EntityManager) => Promise<void>;
const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Invitations and password resets. Each link works once. */
@Injectable()
export class AccountLinks {
  constructor(
    private readonly links: AccountLinkRepository,
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
  ) {}

  invite(createdBy: string, role: Role, email: string | null, audit: Audit): Promise<NewLink> {
    return this.create({ kind: 'invite', user_id: null, role, email, created_by: createdBy }, audit);
  }

  /** Older links for the same account stop working. */
  reset(createdBy: string, userId: string, audit: Audit): Promise<NewLink> {
    return this.create({ kind: 'reset', user_id: userId, role: null, email: null, created_by: createdBy }, audit);
  }

  openInvites(): Promise<AccountLink[]> {
    return this.links.listOpen('invite');
  }

  /** @throws DomainError `invite.not-found` */
  async withdraw(id: string, audit: (link: AccountLink, manager: EntityManager) => Promise<void>): Promise<void> {
    if (!(await this.links.remove(id, 'invite', audit))) throw noInvite();
  }

  /** A new link in place of an unused one, which stops working. @throws DomainError `invite.not-found` */
  async renewInvite(
    id: string,
    createdBy: string,
    audit: (link: AccountLink, manager: EntityManager) => Promise<void>,
  ): Promise<NewLink> {
    const { token, ...fresh } = newLink('invite');
    const change = { ...fresh, created_by: createdBy };
    if (!(await this.links.replace(id, 'invite', change, audit))) throw noInvite();
    return { id, path: `${PAGE.invite}#${token}`, expires_at: fresh.expires_at };
  }

  /** Describes a link before it is used. @throws DomainError `auth.link-invalid` */
  async look(token: string): Promise<{ link: AccountLink; user: User | null }> {
    const link = await this.links.findOpen(tokenHash(token));
    if (!link) throw broken();
    return { link, user: link.user_id ? await this.users.findById(link.user_id) : null };
  }

  /** Creates the invited account. @throws DomainError `auth.link-invalid`, `auth.weak-password`, `user.exists` */
  async accept(
    token: string,
    { username, email, password }: NewAccount,
    audit: (user: User, manager: EntityManager) => Promise<void>,
  ): Promise<User> {
    const { link } = await this.look(token);
    if (link.email && identityKey(link.email) !== identityKey(email))
      throw new DomainError('auth.link-invalid', `This invitation is for ${link.email}. Register with that address.`, {
        errors: [{ pointer: '/email', message: `must be ${link.email}` }],
      });
    refuseWeakPassword(password, '/password', username, email);
    const password_hash = await hashPassword(password);
    const user = await this.links.redeem(tokenHash(token), 'invite', async ({ role }, manager) => {
      const created = await this.users.insert(
        { id: newId(), username, email, role: role ?? 'user', password_hash, is_active: true },
        manager,
      );
      await audit(created, manager);
      return created;
    });
    if (!user) throw broken();
    return user;
  }

  /**
   * Sets a new password and ends all sessions of the account.
   * @throws DomainError `auth.link-invalid`, `auth.weak-password`
   */
  async resetPassword(
    token: string,
    password: string,
    audit: (user: User, manager: EntityManager) => Promise<void>,
  ): Promise<User> {
    const { link, user } = await this.look(token);
    if (link.kind !== 'reset' || !user) throw broken();
    refuseWeakPassword(password, '/password', user.username, user.email);
    const password_hash = await hashPassword(password);
    const done = await this.links.redeem(tokenHash(token), 'reset', async (_, manager) => {
      await this.users.updateIn(manager, user.id, { password_hash, must_change_password: false });
      await audit(user, manager);
      return true;
    });
    if (!done) throw broken();
    await this.sessions.endAll(user.id);
    return user;
  }

  private async create(
    link: Pick<AccountLink, 'kind' | 'user_id' | 'role' | 'email' | 'created_by'>,
    audit: Audit,
  ): Promise<NewLink> {
    const { token, ...fresh } = newLink(link.kind);
    const id = newId();
    await this.links.insert({ ...link, id, ...fresh }, audit);
    return { id, path: `${PAGE[link.kind]}#${token}`, expires_at: fresh.expires_at };
  }
}

/** The secret of a new link, what is stored of it, and when it expires. */
function newLink(kind: LinkKind): { token: string; token_hash: string; expires_at: Date } {
  const token = randomBytes(32).toString('base64url');
  return { token, token_hash: tokenHash(token), expires_at: new Date(Date.now() + LIFE_MS[kind]) };
}

const noInvite = (): DomainError =>
  new DomainError('invite.not-found', 'There is no such invitation. It may have been used or withdrawn already.');

const broken = (): DomainError =>
  new DomainError(
    'auth.link-invalid',
    'This link does not work: it was used already, has expired or was withdrawn. Ask an administrator for a new one.',
  );
