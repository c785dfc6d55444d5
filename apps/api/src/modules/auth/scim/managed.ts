import { ROLES, type Role } from '../../../common/access/roles.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { identityKey } from '../../../common/identity-key.js';
import type { ScimUser } from './scim-user.entity.js';

type Said = Pick<ScimUser, 'active' | 'attributes'>;

/** The role that a provider gives; `undefined` when it says nothing about it. The strongest of several counts. */
export function providedRole({ roles, entitlements }: Record<string, unknown>): Role | undefined {
  const values = [roles ?? [], entitlements ?? []].flat().map((one) => {
    const value = (one as { value?: unknown }).value;
    return typeof value === 'string' ? identityKey(value) : '';
  });
  return ROLES.findLast((role) => values.includes(role));
}

/** What of an account is changed at the provider alone. */
export interface Managed {
  by: 'scim';
  role: boolean;
  /** The provider has deactivated it. */
  inactive: boolean;
}

/** @param said `null` for an account that no provider made */
export const managedOf = (said: Said | null): Managed | null =>
  said && { by: 'scim', role: providedRole(said.attributes) !== undefined, inactive: !said.active };

/** What somebody wanted to change here. */
export const fromProvider = (what: string): DomainError =>
  new DomainError('user.from-provider', `The provider of this account (SCIM) says ${what}. Change it there.`);
