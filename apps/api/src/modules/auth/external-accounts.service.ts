import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { createHash, randomInt } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Role } from '../../common/access/roles.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/http/ids.js';
import { annotate } from '../../common/http/request.js';
import { Changes } from '../../common/redis/changes.js';
import { ENV, type Env } from '../../config/env.js';
import { firstOf, LogService } from '../logging/index.js';
import { Webhooks } from '../webhooks/index.js';
import { Groups } from './groups/groups.service.js';
import { NO_PASSWORD } from './passwords.js';
import { PrincipalCache } from './principal.cache.js';
import { UserRepository } from './user.repository.js';
import type { User } from './user.entity.js';
import type { GroupSource } from './groups/group.entity.js';
import { IdentityRepository } from './oidc/identity.repository.js';
import { ScimUserRepository } from './scim/scim-user.repository.js';

/** A person as a provider, or a proxy in front, tells. */
export interface ProvidedPerson {
  /** Id of the provider in the configuration, for the audit log. */
  provider: string;
  /** Name of the provider, for people. */
  providerName: string;
  /** What makes an account for whoever has none. */
  autoRegister: 'yes' | 'approval' | 'no';
  /** With `subject` all that decides whose account it is. */
  issuer: string;
  subject: string;
  /** `externalId` of the account that SCIM made for this person; `undefined` when SCIM is another directory's. */
  directoryId: string | undefined;
  /** The address that it vouches for. */
  email: string | null;
  /** For a new account; it may be taken. */
  username: string;
  /** `undefined`: roles are given here, or it says nothing about them. */
  role: Role | undefined;
  /** The only groups of this source that the person is in; `undefined`: groups are made here, or it says nothing. */
  groups: { source: GroupSource; list: { external_id: string; name: string }[] } | undefined;
  /** What is configured to be told and is not, such as claims; it stays as it is. */
  missing: string[];
}

/** An account here, and the id of its connection with the one at the provider. */
export interface KnownPerson {
  user: User;
  identityId: string;
}

/** Names with a number that are tried before one with a random number. */
const MOST_NUMBERED = 5;

/**
 * Which account here belongs to an account at a provider: by issuer and subject. An account that SCIM made gets its
 * person by the id that the directory gave both, once; names and addresses decide nothing.
 */
@Injectable()
export class ExternalAccounts implements OnApplicationBootstrap {
  private readonly logger = new Logger('SingleSignOn');

  constructor(
    private readonly identities: IdentityRepository,
    private readonly users: UserRepository,
    private readonly groups: Groups,
    private readonly cache: PrincipalCache,
    private readonly changes: Changes,
    private readonly webhooks: Webhooks,
    private readonly scim: ScimUserRepository,
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onApplicationBootstrap(): void {
    const { SCIM_TOKEN: token, SCIM_PROVIDER: provider, oidcProviders } = this.env;
    if (token !== undefined && provider === undefined && oidcProviders.length > 0)
      this.logger.warn(
        'SCIM makes accounts, and SCIM_PROVIDER says of no provider that it is the same directory: whoever signs in ' +
          'there does not get the account that SCIM made, and what SCIM closes does not close theirs.',
      );
  }

  /**
   * The account of whoever signed in, made if need be, with the role and the groups that the provider gives.
   * @throws DomainError `oidc.no-account`, `oidc.email-taken`, `oidc.provisioned`
   */
  async signedIn(told: ProvidedPerson, request: FastifyRequest): Promise<KnownPerson> {
    const known = (await this.known(told)) ?? (await this.provisioned(told, request));
    const person = known ?? (await this.register(told, request));
    if (known) await this.identities.used(known.identityId, told.email);
    if (told.missing.length > 0) {
      annotate(request, { claims_missing: told.missing });
      this.logger.warn(
        `${told.providerName} says nothing about ${told.missing.join(' and ')} of ${person.user.username}, ` +
          'whose role and groups stay as they are. Check what it sends, and OIDC_EMPTY_CLAIMS or TRUSTED_HEADER_EMPTY.',
      );
    }
    await this.setGroups(person.user, told, request);
    if (told.role === undefined || told.role === person.user.role) return person;
    return { ...person, user: await this.setRole(person.user, told.role, told.provider, request) };
  }

  /** Exactly those that the provider tells; groups that were made here stay. */
  private async setGroups(
    { id, username: name }: User,
    { groups, provider, providerName }: ProvidedPerson,
    request: FastifyRequest,
  ): Promise<void> {
    if (groups === undefined) return;
    const who = { id, name };
    const audit = (manager: EntityManager) =>
      this.log.audit(
        request,
        {
          action: 'user.groups-changed',
          actor: who,
          target: { type: 'user', ...who },
          metadata: { provider, groups: groups.list.length },
          detail: { group_names: firstOf(groups.list.map((group) => group.name)) },
        },
        manager,
      );
    const dropped = await this.groups.setFromProvider(id, groups.source, groups.list, audit, provider);
    if (dropped > 0)
      this.logger.warn(
        `${providerName} names ${groups.list.length} groups of ${name}, of which ${dropped} do not count: too many. ` +
          'Those that are here already come first.',
      );
  }

  private async known({ issuer, subject }: ProvidedPerson): Promise<KnownPerson | undefined> {
    const identity = await this.identities.find(issuer, subject);
    const user = identity && (await this.users.findById(identity.user_id));
    return user ? { user, identityId: identity.id } : undefined;
  }

  /**
   * The account that SCIM made for this person, which is connected from now on.
   * @throws DomainError `oidc.provisioned`
   */
  private async provisioned(told: ProvidedPerson, request: FastifyRequest): Promise<KnownPerson | undefined> {
    const { directoryId, issuer, subject, email, provider } = told;
    if (directoryId === undefined) return undefined;
    const identityId = newId();
    const user = await this.scim.claim(directoryId, async (found, manager) => {
      const isOpen = found.password_hash === NO_PASSWORD && !(await this.identities.hasAny(found.id, manager));
      const identity = { id: identityId, user_id: found.id, issuer, subject, email };
      if (!isOpen || !(await this.identities.insert(identity, manager))) return false;
      const who = { id: found.id, name: found.username };
      await this.log.audit(
        request,
        {
          action: 'auth.identity-connected',
          actor: who,
          target: { type: 'user', ...who },
          metadata: { issuer, provider, external_id: directoryId },
        },
        manager,
      );
      return true;
    });
    if (user === undefined) return undefined;
    if (user) return { user, identityId };
    // The same person, twice at the same moment; or somebody else has this account, which nobody gets a second of.
    const meanwhile = await this.known(told);
    if (!meanwhile) throw provisionedElsewhere(told.providerName);
    return meanwhile;
  }

  private async register(told: ProvidedPerson, request: FastifyRequest): Promise<KnownPerson> {
    const { provider, providerName: name, autoRegister, issuer, subject, email, role = 'user' } = told;
    if (autoRegister === 'no')
      throw new DomainError(
        'oidc.no-account',
        `You have no account here yet. Ask an administrator for one, then connect ${name} under Settings, Security.`,
      );
    const pending = autoRegister === 'approval';
    const row = {
      email: email ?? placeholderEmail(told),
      role,
      password_hash: NO_PASSWORD,
      is_active: !pending,
      is_pending: pending,
    };
    const wanted = told.username;
    for (let attempt = 1; ; attempt++) {
      const [id, identityId] = [newId(), newId()];
      const username =
        attempt === 1 ? wanted : `${wanted}-${attempt <= MOST_NUMBERED ? attempt : randomInt(100_000, 1_000_000)}`;
      try {
        const user = await this.users.insertWith({ ...row, id, username }, async (manager) => {
          const identity = { id: identityId, user_id: id, issuer, subject, email };
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
        const isTaken = error instanceof DomainError && error.code === 'user.exists';
        if (!isTaken && !(error instanceof AlreadyThere)) throw error;
        // The same person, twice at the same moment: the name and the address are taken by the other one.
        const meanwhile = await this.known(told);
        if (meanwhile) return meanwhile;
        if (!isTaken) throw error;
        if (error.errors?.[0]?.pointer === '/email') throw await this.emailTaken(row.email, name);
        if (attempt > 2 * MOST_NUMBERED) throw error;
      }
    }
  }

  private async emailTaken(email: string, name: string): Promise<DomainError> {
    const owner = await this.users.findByLogin(email);
    if (owner?.password_hash === NO_PASSWORD && (await this.scim.find(owner.id))) return notLinked(name);
    return new DomainError(
      'oidc.email-taken',
      'Your e-mail address has an account here, which nobody gets by signing in elsewhere. If it is yours, sign in ' +
        `with its password and connect ${name} under Settings, Security; if not, ask an administrator.`,
    );
  }

  /**
   * An admin who is the last one, or the last one with a password, stays: somebody has to get in without a provider.
   */
  private async setRole(user: User, wanted: Role, provider: string, request: FastifyRequest): Promise<User> {
    let role = wanted;
    const changed = await this.users.changeGuarded(
      user.id,
      (before, substitutes) => {
        if (before.role === 'admin' && before.is_active && substitutes === 0) role = 'admin';
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

/** Stands for the address of an account whose provider tells none. Nothing is ever sent to `.invalid`. */
const placeholderEmail = ({ issuer, subject }: ProvidedPerson): string =>
  `${createHash('sha256').update(`${issuer}\n${subject}`).digest('hex').slice(0, 16)}@oidc.invalid`;

/** Ends the transaction that would make a second account. */
class AlreadyThere extends Error {}

/** Nobody can give the password of an account that SCIM made: it has none. */
const notLinked = (name: string): DomainError =>
  new DomainError(
    'oidc.provisioned',
    `Your account here was made by a directory that is not known to be ${name}. Ask an administrator to set ` +
      'SCIM_PROVIDER.',
  );

const provisionedElsewhere = (name: string): DomainError =>
  new DomainError(
    'oidc.provisioned',
    `The account that the directory made for you opens in another way already. Sign in that way and connect ${name} ` +
      'under Settings, Security, or ask an administrator.',
  );
