import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import type { User } from '../../auth/index.js';

/** @param otherAdmins active ones @throws DomainError `user.last-admin` */
export function refuseLosingLastAdmin(user: User, otherAdmins: number, what = 'delete'): void {
  if (user.role === 'admin' && user.is_active && otherAdmins === 0)
    throw new DomainError(
      'user.last-admin',
      `${user.username} is the last active admin. Make another account admin before you ${what} this one.`,
    );
}

/** The same for what an admin does. @throws DomainError `user.last-admin`, `user.self-lockout` */
export function refuseLosing(user: User, actor: Principal, otherAdmins: number, what: string): void {
  refuseLosingLastAdmin(user, otherAdmins, what);
  if (user.id === actor.userId)
    throw new DomainError('user.self-lockout', `You cannot ${what} your own account. Ask another admin.`);
}
