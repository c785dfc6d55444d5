import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { ENV, type Env } from '../../../config/env.js';
import {
  NO_PASSWORD,
  providedRole,
  ScimUserRepository,
  UserRepository,
  type ScimAccount,
  type ScimUser,
  type User,
} from '../../auth/index.js';
import { LogService, type AuditEvent } from '../../logging/index.js';
import { UsersService } from '../users/users.service.js';
import { readFields, type Fields } from './fields.js';
import { conditionsOf, isShown, project, readListQuery, readProjection } from './list-query.js';
import { patchFields, readOperations } from './patch.js';
import { baseOf, isId, listReply, requireMatch, type Resource } from './resource.js';
import { USER } from './schema.js';
import { emailOf, fieldsOf, isWhole, saidOf, toUser, USER_COLUMNS, usernameOf } from './users-map.js';

/** Who a provider is in the audit log. */
export const SCIM_ACTOR = { id: null, name: 'SCIM' } as const;

/** Names with a number that are tried. */
const MOST_NAMES = 20;

/**
 * Accounts that a provider makes, changes and deletes. It sees those alone that it made; what it takes away is gone at
 * once, by the same way as when an admin does it.
 */
@Injectable()
export class ScimUsersService {
  constructor(
    private readonly users: UsersService,
    private readonly accounts: UserRepository,
    private readonly rows: ScimUserRepository,
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @throws DomainError `scim.invalid` */
  async list(request: FastifyRequest): Promise<object> {
    const [query, projection] = [readListQuery(request), readProjection(request)];
    const { ids, total } = await this.rows.page(conditionsOf(query, USER_COLUMNS, USER), query.limit, query.offset);
    const found = new Map((await this.rows.accounts(ids)).map((account) => [account.user.id, account]));
    const groups = isShown(USER, projection, 'groups') ? await this.rows.groupsOf(ids) : [];
    const base = baseOf(request, this.env);
    const resources = ids.flatMap((id) => {
      const account = found.get(id);
      const own = groups.filter(({ user_id }) => user_id === id);
      return account ? [project(USER, toUser(account, own, base), projection)] : [];
    });
    return listReply(resources, total, query.offset);
  }

  /** @throws DomainError `user.not-found`, `scim.invalid` */
  async find(request: FastifyRequest, id: string): Promise<Resource> {
    const projection = readProjection(request);
    return project(USER, await this.read(request, id), projection);
  }

  /** @throws DomainError `scim.invalid`, `user.exists` */
  async create(request: FastifyRequest, body: unknown): Promise<Resource> {
    const [fields, projection] = [readFields(USER, body), readProjection(request)];
    const [id, role, active] = [newId(), providedRole(fields) ?? 'user', fields.active !== false];
    const row = { id, email: emailOf(fields), role, password_hash: NO_PASSWORD, is_active: active };
    await this.withFreeName(fields.userName as string, (username) =>
      this.accounts.insertWith({ ...row, username }, async (manager) => {
        await this.rows.insert(id, saidOf(fields, active), manager);
        await this.audit(request, 'user.created', { id, username }, { role, active }, manager);
      }),
    );
    return project(USER, await this.read(request, id), projection);
  }

  /** @throws DomainError `user.not-found`, `scim.invalid`, `scim.changed`, `user.exists`, `user.last-admin` */
  async replace(request: FastifyRequest, id: string, body: unknown): Promise<Resource> {
    const [fields, projection] = [readFields(USER, body), readProjection(request)];
    await this.change(request, id, () => fields);
    return project(USER, await this.read(request, id), projection);
  }

  /** All operations hold, or none. @throws DomainError as `replace` */
  async patch(request: FastifyRequest, id: string, body: unknown): Promise<Resource> {
    const [operations, projection] = [readOperations(body), readProjection(request)];
    await this.change(request, id, (current) => patchFields(USER, current, operations));
    return project(USER, await this.read(request, id), projection);
  }

  /**
   * Deletes the account with its chats, keys and usage. Providers deactivate first, and delete much later.
   * @throws DomainError `user.not-found`, `scim.changed`, `user.last-admin`
   */
  async remove(request: FastifyRequest, id: string): Promise<void> {
    requireMatch(request, (await this.read(request, id)).meta);
    await this.users.removeFromProvider(request, id, SCIM_ACTOR);
  }

  private async read(request: FastifyRequest, id: string, manager?: EntityManager): Promise<Resource> {
    const [account] = isId(id) ? await this.rows.accounts([id], manager) : [];
    if (!account) throw notFound();
    return toUser(account, await this.rows.groupsOf([id], manager), baseOf(request, this.env));
  }

  private async change(request: FastifyRequest, id: string, next: (current: Fields) => Fields): Promise<void> {
    await this.read(request, id);
    let said: ScimUser;
    let wanted = '';
    await this.withFreeName(
      undefined,
      (_, attempt) =>
        this.users.changeFromProvider(
          id,
          async (before, manager) => {
            const found = await this.rows.find(id, manager);
            if (!found) throw notFound();
            said = found;
            requireMatch(request, (await this.read(request, id, manager)).meta);
            const current = fieldsOf({ user: before, said });
            // Without `active`, so that only a request that names it says something about it: an admin may have
            // deactivated the account, which is not the provider's word.
            const fields = next({ ...current, active: undefined });
            const active = fields.active as boolean | undefined;
            await this.rows.update(id, saidOf(fields, active ?? found.active), manager);
            wanted = fields.userName as string;
            return {
              ...changeOf(current, fields, { user: before, said }, attempt),
              ...(active !== undefined && active !== before.is_active && { is_active: active, is_pending: false }),
            };
          },
          (before, manager) => this.noteChange(request, before, said, manager),
        ),
      () => wanted,
    );
  }

  /** One entry for each kind of change, as an admin's changes have. */
  private async noteChange(request: FastifyRequest, before: User, said: ScimUser, manager: EntityManager) {
    const [account] = await this.rows.accounts([before.id], manager);
    const { user: after, said: now } = account!;
    const target = { id: before.id, username: before.username };
    if (after.is_active !== before.is_active)
      await this.audit(
        request,
        'user.status-changed',
        target,
        { from: before.is_active, to: after.is_active },
        manager,
      );
    if (after.role !== before.role)
      await this.audit(request, 'user.role-changed', target, { from: before.role, to: after.role }, manager);
    const shown = ({ username, email }: User, { user_name, external_id, attributes }: ScimUser) => ({
      username,
      email,
      user_name,
      external_id,
      ...attributes,
    });
    const [from, to] = [shown(before, said), shown(after, now)];
    if (JSON.stringify(from) !== JSON.stringify(to))
      await this.audit(request, 'user.profile-changed', target, {}, manager, { from, to });
  }

  /**
   * Tries user names until one is free. A name that is the provider's own, to the letter, is taken or refused; one that
   * was derived from an address gets a number.
   */
  private async withFreeName(
    userName: string | undefined,
    work: (username: string, attempt: number) => Promise<unknown>,
    wanted = () => userName ?? '',
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await work(userName === undefined ? '' : numbered(userName, attempt), attempt);
        return;
      } catch (error) {
        const isTaken =
          error instanceof DomainError && error.code === 'user.exists' && error.errors?.[0]?.pointer === '/username';
        if (!isTaken || attempt >= MOST_NAMES || isWhole(wanted())) throw error;
      }
    }
  }

  private audit(
    request: FastifyRequest,
    action: string,
    { id, username }: { id: string; username: string },
    metadata: AuditEvent['metadata'],
    manager: EntityManager,
    detail?: AuditEvent['detail'],
  ): Promise<void> {
    return this.log.audit(
      request,
      {
        action,
        actor: SCIM_ACTOR,
        target: { type: 'user', id, name: username },
        metadata: { target_id: id, target: username, ...metadata },
        ...(detail && { detail }),
      },
      manager,
    );
  }
}

/** What new fields change of the account itself. */
function changeOf(current: Fields, next: Fields, { user }: ScimAccount, attempt: number): Partial<User> {
  const email = emailOf(next);
  const [name, before] = [next.userName as string, current.userName as string];
  const isRenamed = usernameOf(name) !== usernameOf(before);
  // A role that the provider once gave ends with its word; one that an admin gave stays.
  const role = providedRole(next) ?? (providedRole(current) === undefined ? user.role : 'user');
  return {
    ...(email !== user.email && { email }),
    ...(isRenamed && { username: numbered(name, attempt) }),
    ...(role !== user.role && { role }),
  };
}

const numbered = (userName: string, attempt: number): string =>
  attempt === 1 ? usernameOf(userName) : `${usernameOf(userName)}-${attempt}`;

const notFound = () => new DomainError('user.not-found', 'There is no such user, or SCIM did not make it.');
