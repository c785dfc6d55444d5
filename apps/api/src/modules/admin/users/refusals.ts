import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import { NO_PASSWORD, type User } from '../../auth/index.js';

/** @param substitutes active admins that could take its place @throws DomainError `user.last-admin` */
export function refuseLosingLastAdmin(user: User, substitutes: number, what = 'delete'): void {
  if (user.role === 'admin' && user.is_active && substitutes === 0)
    throw new DomainError(
      'user.last-admin',
      user.password_hash === NO_PASSWORD
        ? `${user.username} is the last active admin. Make another account admin before you ${what} this one.`
        : `${user.username} is the last active admin with a password. Make another account with one admin before you ` +
            `${what} this one.`,
    );
}

/** The same for what an admin does. @throws DomainError `user.last-admin`, `user.self-lockout` */
export function refuseLosing(user: User, actor: Principal, substitutes: number, what: string): void {
  refuseLosingLastAdmin(user, substitutes, what);
  if (user.id === actor.userId)
    throw new DomainError('user.self-lockout', `You cannot ${what} your own account. Ask another admin.`);
}
