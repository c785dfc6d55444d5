import { DomainError } from '../errors/domain-error.js';

/** Roles, weakest first; each includes the rights of the ones before it. */
export const ROLES = ['user', 'developer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What an API key may be used for. */
export const KEY_SCOPES = ['chat', 'models', 'threads', 'embeddings', 'audio'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** Whether `role` is `needed` or stronger. */
export const roleCovers = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** For what outlives a request. @throws DomainError `auth.forbidden` when the account has a weaker role by now */
export function requireRole({ role }: { role: Role }, needed: Role): void {
  if (!roleCovers(role, needed))
    throw new DomainError('auth.forbidden', `The account no longer has the role ${needed}.`);
}
