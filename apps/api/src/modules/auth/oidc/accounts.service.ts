import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Role } from '../../../common/access/roles.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { Changes } from '../../../common/redis/changes.js';
import { LogService } from '../../logging/index.js';
import { Webhooks } from '../../webhooks/index.js';
import { Groups } from '../groups/groups.service.js';
import { NO_PASSWORD } from '../passwords.js';
import { PrincipalCache } from '../principal.cache.js';
import { UserRepository } from '../user.repository.js';
import type { User } from '../user.entity.js';
import { emailOf, groupsOf, placeholderEmail, roleOf, usernameOf } from './claims.js';
import { IdentityRepository } from './identity.repository.js';
import type { Claims, OidcProvider } from './provider.js';

/** An account here, and the id of its connection with the one at the provider. */
export interface KnownPerson {
  user: User;
  identityId: string;
}

/** Names with a number that are tried before one with a random number. */
const MOST_NUMBERED = 5;

/** Which account here belongs to an account at a provider: by issuer and subject, and by nothing else. */
@Injectable()
export class OidcAccounts {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly users: UserRepository,
    private readonly groups: Groups,
    private readonly cache: PrincipalCache,
    private readonly changes: Changes,
    private readonly webhooks: Webhooks,
    private readonly log: LogService,
  ) {}

  /**
   * The account of whoever signed in, made if need be, with the role that the provider gives.
   * @throws DomainError `oidc.no-account`, `oidc.email-taken`
   */
  async signedIn({ settings }: OidcProvider, claims: Claims, request: FastifyRequest): Promise<KnownPerson> {
    const role = roleOf(claims, settings);
    const known = await this.known(claims);
    const person = known ?? (await this.register(settings, claims, role ?? 'user', request));
    if (known) await this.identities.used(known.identityId, emailOf(claims));
    await this.setGroups(person.user, claims, settings, request);
    if (role === undefined || role === person.user.role) return person;
    return { ...person, user: await this.setRole(person.user, role, settings.id, request) };
  }

  /** Exactly those that the provider tells; groups that were made here stay. */
  private async setGroups(
    { id, username: name }: User,
    claims: Claims,
    settings: OidcProvider['settings'],
    request: FastifyRequest,
  ): Promise<void> {
    const names = groupsOf(claims, settings);
    if (names === undefined) return;
    // Two providers may have groups of one name, and neither fills those of the other.
    const groups = names.map((group) => ({ external_id: `${settings.id}:${group}`, name: group }));
    const who = { id, name };
    await this.groups.setFromProvider(id, 'oidc', groups, (manager) =>
      this.log.audit(
        request,
        {
          action: 'user.groups-changed',
          actor: who,
          target: { type: 'user', ...who },
          metadata: { provider: settings.id, groups: names },
        },
        manager,
      ),
    );
  }

  private async known({ iss, sub }: Claims): Promise<KnownPerson | undefined> {
    const identity = await this.identities.find(iss, sub);
    const user = identity && (await this.users.findById(identity.user_id));
    return user ? { user, identityId: identity.id } : undefined;
  }

  private async register(
    { id: provider, name, autoRegister }: OidcProvider['settings'],
    claims: Claims,
    role: Role,
    request: FastifyRequest,
  ): Promise<KnownPerson> {
    if (autoRegister === 'no')
      throw new DomainError(
        'oidc.no-account',
        `You have no account here yet. Ask an administrator for one, then connect ${name} under Settings, Security.`,
      );
    const pending = autoRegister === 'approval';
    const email = emailOf(claims);
    const row = {
      email: email ?? placeholderEmail(claims),
      role,
      password_hash: NO_PASSWORD,
      is_active: !pending,
      is_pending: pending,
    };
    const wanted = usernameOf(claims);
    for (let attempt = 1; ; attempt++) {
      const [id, identityId] = [newId(), newId()];
      const username =
        attempt === 1 ? wanted : `${wanted}-${attempt <= MOST_NUMBERED ? attempt : randomInt(100_000, 1_000_000)}`;
      try {
        const user = await this.users.insertWith({ ...row, id, username }, async (manager) => {
          const identity = { id: identityId, user_id: id, issuer: claims.iss, subject: claims.sub, email };
          if (!(await this.identities.insert(identity, manager))) throw new AlreadyThere();
          await this.log.audit(
            request,
            {
              action: 'user.registered',
              actor: { id, name: username },
              target: { type: 'user', id, name: username },
              metadata: { role, provider },
            },
            manager,
          );
          if (pending) await this.webhooks.tell('user.pending', { user_id: id, username }, manager);
        });
        if (pending) this.webhooks.wake();
        return { user, identityId };
      } catch (error) {
        // The same person, twice at the same moment.
        if (error instanceof AlreadyThere) return (await this.known(claims))!;
        if (!(error instanceof DomainError) || error.code !== 'user.exists') throw error;
        if (error.errors?.[0]?.pointer === '/email') throw emailTaken(name);
        if (attempt > 2 * MOST_NUMBERED) throw error;
      }
    }
  }

  /**
   * An admin who is the last one, or the last one with a password, stays: somebody has to get in without a provider.
   */
  private async setRole(user: User, wanted: Role, provider: string, request: FastifyRequest): Promise<User> {
    let role = wanted;
    const changed = await this.users.changeGuarded(
      user.id,
      (before, otherAdmins, otherPasswords) => {
        const isNeeded = otherAdmins === 0 || (before.password_hash !== NO_PASSWORD && otherPasswords === 0);
        if (before.role === 'admin' && before.is_active && isNeeded) role = 'admin';
        return { role };
      },
      async (before, manager) => {
        const target = { type: 'user', id: before.id, name: before.username } as const;
        await this.log.audit(
          request,
          role === wanted
            ? {
                action: 'user.role-changed',
                actor: { id: before.id, name: before.username },
                target,
                metadata: { target_id: before.id, target: before.username, from: before.role, to: role, provider },
              }
            : {
                action: 'user.role-kept',
                actor: { id: before.id, name: before.username },
                target,
                metadata: { target_id: before.id, target: before.username, role, wanted, provider },
              },
          manager,
        );
      },
    );
    if (changed.role !== user.role) {
      this.cache.forgetAll();
      this.changes.announce('quotas', user.id);
    }
    return changed;
  }
}

/** Ends the transaction that would make a second account. */
class AlreadyThere extends Error {}

const emailTaken = (name: string): DomainError =>
  new DomainError(
    'oidc.email-taken',
    'Your e-mail address has an account here, which nobody gets by signing in elsewhere. If it is yours, sign in ' +
      `with its password and connect ${name} under Settings, Security; if not, ask an administrator.`,
  );
