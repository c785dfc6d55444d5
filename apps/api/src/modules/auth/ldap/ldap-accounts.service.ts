import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Role } from '../../../common/access/roles.js';
import { dnKey } from '../../../common/dn.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { Changes } from '../../../common/redis/changes.js';
import { firstOf, type AuditEvent } from '../../logging/index.js';
import type { ExternalSignIn } from '../external-session.entity.js';
import { ExternalAccounts, type KnownPerson, type ProvidedPerson } from '../external-accounts.service.js';
import { Groups } from '../groups/groups.service.js';
import { usernameFrom } from '../oidc/claims.js';
import type { ExternalIdentity } from '../oidc/external-identity.entity.js';
import { PrincipalCache } from '../principal.cache.js';
import { UserRepository } from '../user.repository.js';
import type { User } from '../user.entity.js';
import { Directory } from './directory.js';
import type { DirectoryGroup, Person } from './entries.js';
import { LdapIdentityRepository } from './ldap-identity.repository.js';

/** Writes an audit entry about an account, as whoever it is that acts. */
export type Note = (
  user: Pick<User, 'id' | 'username'>,
  event: Pick<AuditEvent, 'action' | 'metadata' | 'detail'>,
  manager: EntityManager,
) => Promise<void>;

type Known = Pick<ExternalIdentity, 'id' | 'name' | 'email' | 'deactivated_at'>;

/** In the audit log. */
const PROVIDER = 'ldap';

/** How somebody signed in whose password the directory took just now. */
export const externalSignIn = (identityId: string): ExternalSignIn => ({
  identity_id: identityId,
  provider: PROVIDER,
  sid: null,
  second_factor: false,
  authenticated_at: Math.ceil(Date.now() / 1_000),
  id_token: null,
});

/** Which account here belongs to an entry of the directory: by its id that never changes, and by nothing else. */
@Injectable()
export class LdapAccounts {
  private readonly logger = new Logger('Directory');

  constructor(
    private readonly directory: Directory,
    private readonly external: ExternalAccounts,
    private readonly identities: LdapIdentityRepository,
    private readonly users: UserRepository,
    private readonly groups: Groups,
    private readonly cache: PrincipalCache,
    private readonly changes: Changes,
  ) {}

  /**
   * The account of whoever gave the right password, made if need be, with the groups and the role of the directory.
   * @throws DomainError `ldap.no-account`, `ldap.email-taken`, `auth.directory-down`
   */
  async signedIn(person: Person, request: FastifyRequest, note: Note): Promise<KnownPerson> {
    const groups = await this.directory.groupsOf(person);
    const identity = await this.identities.ofSubject(this.directory.issuer, person.subject);
    const known = identity && (await this.users.findById(identity.user_id));
    if (known && identity) {
      await this.follow(known, identity, person, note);
      if (identity.deactivated_at !== null) await this.bringBack(known, identity, note);
      await this.setGroups(known, groups, note);
    }
    const { user, identityId } = await this.external
      .signedIn(this.toldOf(person, this.roleOf(groups)), request)
      .catch((error: unknown) => this.rethrow(error));
    await this.identities.told(identityId, person, true);
    if (!known) await this.setGroups(user, groups, note);
    return { user: (await this.users.findById(user.id)) ?? user, identityId };
  }

  /** Its groups have ids of their own, so they are set here. */
  private toldOf({ subject, name, email }: Person, role: Role | undefined): ProvidedPerson {
    const { name: providerName, autoRegister } = this.directory.settings!;
    return {
      provider: PROVIDER,
      providerName,
      autoRegister,
      issuer: this.directory.issuer,
      subject,
      directoryId: undefined,
      email,
      username: usernameFrom([name, email]),
      role,
      groups: undefined,
      missing: [],
    };
  }

  /** Nobody connects an account with the directory by hand, as with other providers. */
  private rethrow(error: unknown): never {
    const { name } = this.directory.settings!;
    const code = error instanceof DomainError ? error.code : undefined;
    if (code === 'oidc.no-account')
      throw new DomainError(
        'ldap.no-account',
        `Signing in with ${name} makes no account here. Ask an administrator for one.`,
      );
    if (code === 'oidc.email-taken' || code === 'oidc.provisioned')
      throw new DomainError(
        'ldap.email-taken',
        `Your e-mail address at ${name} has an account here, which nobody gets by signing in elsewhere. Ask an ` +
          'administrator to give one of the two another address.',
      );
    throw error;
  }

  /** The role that groups give; nothing when roles are given here. The strongest counts. */
  roleOf(groups: DirectoryGroup[] | undefined): Role | undefined {
    const { adminGroups = [], developerGroups = [] } = this.directory.settings!;
    if (groups === undefined || adminGroups.length + developerGroups.length === 0) return undefined;
    const isIn = (names: readonly string[]) =>
      names.some((name) =>
        groups.some((one) =>
          name.includes('=') ? dnKey(one.dn) === dnKey(name) : one.name.toLowerCase() === name.toLowerCase(),
        ),
      );
    if (isIn(adminGroups)) return 'admin';
    return isIn(developerGroups) ? 'developer' : 'user';
  }

  /** Exactly these; groups that were made here stay. */
  async setGroups(user: Pick<User, 'id' | 'username'>, groups: DirectoryGroup[] | undefined, note: Note) {
    if (groups === undefined) return;
    const wanted = groups.map(({ id, name }) => ({ external_id: id, name }));
    const metadata = { provider: PROVIDER, groups: groups.length };
    const detail = { group_names: firstOf(groups.map(({ name }) => name)) };
    const dropped = await this.groups.setFromProvider(user.id, PROVIDER, wanted, (manager) =>
      note(user, { action: 'user.groups-changed', metadata, detail }, manager),
    );
    if (dropped > 0)
      this.logger.warn(
        `${user.username} is in ${groups.length} groups of the directory; ${dropped} do not count: too many. ` +
          'Those that are here already come first.',
      );
  }

  /** The name and the address change here when they change there, unless somebody else has them. */
  async follow(
    user: Pick<User, 'id' | 'username' | 'email'>,
    identity: Known,
    person: Person,
    note: Note,
  ): Promise<void> {
    const username = usernameFrom([person.name, person.email]);
    const isRenamed = identity.name !== null && identity.name !== person.name && username !== user.username;
    const isMoved = person.email !== null && identity.email !== person.email && person.email !== user.email;
    for (const change of [...(isRenamed ? [{ username }] : []), ...(isMoved ? [{ email: person.email! }] : [])]) {
      const from = 'email' in change ? { email: user.email } : { username: user.username };
      const event = { action: 'user.profile-changed', metadata: { provider: PROVIDER }, detail: { from, to: change } };
      await this.users
        .update(user.id, change, (manager) => note(user, event, manager))
        .catch((error: unknown) => {
          if (!(error instanceof DomainError) || error.code !== 'user.exists') throw error;
        });
    }
    if (isRenamed || isMoved) this.cache.forgetAll();
    if (identity.name !== person.name || identity.email !== person.email)
      await this.identities.told(identity.id, person, false);
  }

  /** An account that was deactivated because the directory had it no more. */
  async bringBack(user: Pick<User, 'id' | 'username'>, { id }: Pick<Known, 'id'>, note: Note): Promise<void> {
    let isBack = false;
    await this.users.changeGuarded(
      user.id,
      async (before, _, manager) => {
        // An admin may have decided since the account was read; that stands.
        isBack = !before.is_active && (await this.identities.isMarked(id, manager));
        if (isBack) await this.identities.mark(id, false, manager);
        return isBack ? { is_active: true } : {};
      },
      async (_, manager) => {
        const metadata = { from: false, to: true, provider: PROVIDER };
        if (isBack) await note(user, { action: 'user.status-changed', metadata }, manager);
      },
    );
    if (!isBack) return;
    this.cache.forgetAll();
    this.changes.announce('quotas', user.id);
  }
}
