import { Injectable } from '@nestjs/common';
import { createHash, randomInt } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Role } from '../../../common/access/roles.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import type { AuditEvent } from '../../logging/index.js';
import { Groups } from '../groups/groups.service.js';
import { usernameFrom } from '../oidc/claims.js';
import type { ExternalIdentity } from '../oidc/external-identity.entity.js';
import { NO_PASSWORD } from '../passwords.js';
import { PrincipalCache } from '../principal.cache.js';
import { UserRepository } from '../user.repository.js';
import type { User } from '../user.entity.js';
import { Directory } from './directory.js';
import type { DirectoryGroup, Person } from './entries.js';
import { dnKey } from './filters.js';
import { LdapIdentityRepository } from './ldap-identity.repository.js';

/** Writes an audit entry about an account, as whoever it is that acts. */
export type Note = (
  user: Pick<User, 'id' | 'username'>,
  event: Pick<AuditEvent, 'action' | 'metadata' | 'detail'>,
  manager: EntityManager,
) => Promise<void>;

type Known = Pick<ExternalIdentity, 'id' | 'name' | 'email' | 'deactivated_at'>;

/** Names with a number that are tried before one with a random number. */
const MOST_NUMBERED = 5;
/** In the audit log. */
const PROVIDER = 'ldap';

/** Which account here belongs to an entry of the directory: by its id that never changes, and by nothing else. */
@Injectable()
export class LdapAccounts {
  constructor(
    private readonly directory: Directory,
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
  async signedIn(person: Person, note: Note): Promise<User> {
    const groups = await this.directory.groupsOf(person);
    const role = this.roleOf(groups);
    const identity = await this.identities.ofSubject(this.directory.issuer, person.subject);
    const known = identity && (await this.users.findById(identity.user_id));
    const user = known ?? (await this.register(person, role ?? 'user', note));
    if (known && identity) {
      await this.follow(known, identity, person, note, true);
      if (identity.deactivated_at !== null) await this.bringBack(known, identity, note);
    }
    await this.setGroups(user, groups, note);
    if (role !== undefined && role !== user.role) await this.setRole(user, role, note);
    return (await this.users.findById(user.id)) ?? user;
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
    const metadata = { provider: PROVIDER, groups: groups.map(({ name }) => name) };
    await this.groups.setFromProvider(user.id, PROVIDER, wanted, (manager) =>
      note(user, { action: 'user.groups-changed', metadata }, manager),
    );
  }

  /** The name and the address change here when they change there, unless somebody else has them. */
  async follow(
    user: Pick<User, 'id' | 'username' | 'email'>,
    identity: Known,
    person: Person,
    note: Note,
    signedIn = false,
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
    if (signedIn || identity.name !== person.name || identity.email !== person.email)
      await this.identities.told(identity.id, person, signedIn);
  }

  /** An account that was deactivated because the directory had it no more. */
  async bringBack(user: Pick<User, 'id' | 'username'>, { id }: Pick<Known, 'id'>, note: Note): Promise<void> {
    await this.users.changeGuarded(
      user.id,
      async (_, __, manager) => {
        await this.identities.mark(id, false, manager);
        return { is_active: true };
      },
      (before, manager) =>
        note(
          user,
          { action: 'user.status-changed', metadata: { from: before.is_active, to: true, provider: PROVIDER } },
          manager,
        ),
    );
    this.cache.forgetAll();
    this.changes.announce('quotas', user.id);
  }

  private async register(person: Person, role: Role, note: Note): Promise<User> {
    const { name, autoRegister } = this.directory.settings!;
    if (autoRegister === 'no')
      throw new DomainError(
        'ldap.no-account',
        `Signing in with ${name} makes no account here. Ask an administrator for one.`,
      );
    const pending = autoRegister === 'approval';
    const row = {
      email: person.email ?? placeholderEmail(this.directory.issuer, person),
      role,
      password_hash: NO_PASSWORD,
      is_active: !pending,
      is_pending: pending,
    };
    const wanted = usernameFrom([person.name, person.email]);
    for (let attempt = 1; ; attempt++) {
      const [id, identityId] = [newId(), newId()];
      const number = attempt <= MOST_NUMBERED ? attempt : randomInt(100_000, 1_000_000);
      const username = attempt === 1 ? wanted : `${wanted}-${number}`;
      try {
        return await this.users.insertWith({ ...row, id, username }, async (manager) => {
          const identity = {
            id: identityId,
            user_id: id,
            issuer: this.directory.issuer,
            subject: person.subject,
            email: person.email,
            name: person.name,
          };
          if (!(await this.identities.insert(identity, manager))) throw new AlreadyThere();
          await note({ id, username }, { action: 'user.registered', metadata: { role, provider: PROVIDER } }, manager);
        });
      } catch (error) {
        // The same person, twice at the same moment.
        if (error instanceof AlreadyThere) return this.existing(person);
        if (!(error instanceof DomainError) || error.code !== 'user.exists') throw error;
        if (error.errors?.[0]?.pointer === '/email')
          throw new DomainError(
            'ldap.email-taken',
            `Your e-mail address at ${name} has an account here, which nobody gets by signing in elsewhere. Ask an ` +
              'administrator to give one of the two another address.',
          );
        if (attempt > 2 * MOST_NUMBERED) throw error;
      }
    }
  }

  private async existing({ subject }: Person): Promise<User> {
    const identity = await this.identities.ofSubject(this.directory.issuer, subject);
    return (await this.users.findById(identity!.user_id))!;
  }

  /** The last admin stays, and the last one with a password: somebody has to get in without the directory. */
  private async setRole(user: User, wanted: Role, note: Note): Promise<void> {
    let role = wanted;
    const changed = await this.users.changeGuarded(
      user.id,
      (before, substitutes) => {
        if (before.role === 'admin' && before.is_active && substitutes === 0) role = 'admin';
        return { role };
      },
      (before, manager) =>
        note(
          before,
          role === wanted
            ? { action: 'user.role-changed', metadata: { from: before.role, to: role, provider: PROVIDER } }
            : { action: 'user.role-kept', metadata: { role, wanted, provider: PROVIDER } },
          manager,
        ),
    );
    if (changed.role === user.role) return;
    this.cache.forgetAll();
    this.changes.announce('quotas', user.id);
  }
}

/** Ends the transaction that would make a second account. */
class AlreadyThere extends Error {}

/** Stands for the address of somebody who has none there. Nothing is ever sent to `.invalid`. */
const placeholderEmail = (issuer: string, { subject }: Person): string =>
  `${createHash('sha256').update(`${issuer}\n${subject}`).digest('hex').slice(0, 16)}@ldap.invalid`;
