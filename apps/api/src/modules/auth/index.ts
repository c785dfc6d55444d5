export { AccountLinks } from './links/account-links.service.js';
export { AccessGuard } from './access.guard.js';
export { AddressLimit } from './address-limit.js';
export { ApiKey } from './api-key.entity.js';
export { ApiKeyRepository, type KeyAudit } from './api-key.repository.js';
export { AuthService } from './auth.service.js';
export { AuthModule } from './auth.module.js';
export { DEFAULT_ADMIN, FirstAdmin } from './first-admin.js';
export { JWT_KEY } from '../../config/secrets.js';
export { GROUP_SOURCES, LONGEST_GROUP_NAME, type Group, type GroupSource } from './groups/group.entity.js';
export { type CountedGroup, type GroupOutcome } from './groups/group.repository.js';
export { Groups, type MemberChange } from './groups/groups.service.js';
export { PrincipalCache } from './principal.cache.js';
export { keyHash, PrincipalService } from './principal.service.js';
export { PrincipalWatch } from './principal-watch.js';
export { GivenPassword } from './password-fields.js';
export { hashPassword, NO_PASSWORD, refuseWeakPassword } from './passwords.js';
export { Directory } from './ldap/directory.js';
export { DirectorySyncRepository } from './ldap/directory-sync.repository.js';
export type { Person } from './ldap/entries.js';
export type { GroupMap } from './ldap/group-map.js';
export { LdapAccounts, type Note } from './ldap/ldap-accounts.service.js';
export { LdapIdentityRepository, type DirectoryAccount } from './ldap/ldap-identity.repository.js';
export { LdapPasswords } from './ldap/ldap-passwords.service.js';
export { NoticeDto, RegisterDto, SessionDto } from './auth.dto.js';
export { clearRefreshCookie } from './refresh-cookie.js';
export { fromProvider, managedOf, providedRole, type Managed } from './scim/managed.js';
export { ScimGroupRepository, type ScimGroupRow, type ScimMember } from './scim/scim-group.repository.js';
export { type ScimUser } from './scim/scim-user.entity.js';
export {
  ScimUserRepository,
  type ScimAccount,
  type ScimGroupOf,
  type ScimUserChange,
} from './scim/scim-user.repository.js';
export { SecondFactors } from './second-factor/second-factors.service.js';
export { SECURITY_CONFIRMATION_MS, SessionService } from './session.service.js';
export { AcceptedTermsDto } from './terms/terms.controller.js';
export type { TermsAcceptance } from './terms/terms.entity.js';
export { Terms } from './terms/terms.service.js';
export { toUserDto, UserDto } from './user.dto.js';
export { User } from './user.entity.js';
export { UserRepository } from './user.repository.js';
