import { Injectable } from '@nestjs/common';
import { InjectDataSource, InjectRepository } from '@nestjs/typeorm';
import { DataSource, QueryFailedError, Repository, type EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { identityKey } from '../../../common/identity-key.js';
import { User } from '../user.entity.js';
import { ScimUser } from './scim-user.entity.js';

/** What a provider says of an account. */
export type ScimUserChange = Pick<ScimUser, 'user_name' | 'external_id' | 'active' | 'attributes'>;

/** A group of a person, as a provider made it. */
export interface ScimGroupOf {
  user_id: string;
  id: string;
  name: string;
}

/** An account that a provider made, with what it says of it. */
export interface ScimAccount {
  user: User;
  said: ScimUser;
}

@Injectable()
export class ScimUserRepository {
  constructor(
    @InjectRepository(ScimUser) private readonly rows: Repository<ScimUser>,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /** `null` for an account that no provider made. */
  find(userId: string, manager: EntityManager = this.rows.manager): Promise<ScimUser | null> {
    return manager.findOneBy(ScimUser, { user_id: userId });
  }

  async accounts(userIds: readonly string[], manager: EntityManager = this.rows.manager): Promise<ScimAccount[]> {
    const rows = await manager
      .createQueryBuilder(ScimUser, 's')
      .innerJoinAndMapOne('s.user', User, 'u', 'u.id = s.user_id')
      .where('s.user_id = ANY (:ids)', { ids: userIds })
      .getMany();
    return rows.map((row) => {
      const { user, ...said } = row as ScimUser & { user: User };
      return { user, said };
    });
  }

  /**
   * Hands an account over while it is held.
   * @param decide whether it is handed over, and what else is written then
   * @returns `undefined` when there is no account with this `externalId`, `false` when it is not handed over
   */
  claim(
    externalId: string,
    decide: (user: User, manager: EntityManager) => Promise<boolean>,
  ): Promise<User | false | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const said = await manager.findOneBy(ScimUser, { external_id: externalId });
      const user =
        said && (await manager.findOne(User, { where: { id: said.user_id }, lock: { mode: 'pessimistic_write' } }));
      if (!user) return undefined;
      return (await decide(user, manager)) && user;
    });
  }

  /** @throws DomainError `user.exists` */
  async insert(userId: string, change: ScimUserChange, manager: EntityManager): Promise<void> {
    const row = { ...change, user_id: userId, user_name_key: identityKey(change.user_name) };
    await manager.insert(ScimUser, row as never).catch(rethrowTaken);
  }

  /** @throws DomainError `user.exists` */
  async update(userId: string, change: ScimUserChange, manager: EntityManager): Promise<void> {
    const row = { ...change, user_name_key: identityKey(change.user_name), updated_at: new Date() };
    await manager.update(ScimUser, { user_id: userId }, row as never).catch(rethrowTaken);
  }

  /** Groups of these people that a provider made. */
  groupsOf(userIds: readonly string[], manager: EntityManager = this.rows.manager): Promise<ScimGroupOf[]> {
    return manager.query(
      `SELECT m.user_id, g.id, g.name FROM group_members m JOIN groups g ON g.id = m.group_id
       WHERE g.source = 'scim' AND m.user_id = ANY ($1) ORDER BY g.name_key`,
      [userIds],
    );
  }

  /** Ids and total number of what a condition finds. @param where SQL over `s`, `u` with `values` */
  async page(
    { where, order, values }: { where: string; order: string; values: unknown[] },
    limit: number,
    offset: number,
  ): Promise<{ ids: string[]; total: number }> {
    const from = `FROM scim_users s JOIN users u ON u.id = s.user_id WHERE ${where}`;
    const [{ total }] = (await this.dataSource.query(`SELECT count(*)::int AS total ${from}`, values)) as [
      { total: number },
    ];
    const rows =
      limit === 0
        ? []
        : ((await this.dataSource.query(
            `SELECT u.id ${from} ORDER BY ${order}, u.id LIMIT ${limit} OFFSET ${offset}`,
            values,
          )) as { id: string }[]);
    return { ids: rows.map(({ id }) => id), total };
  }
}

function rethrowTaken(error: unknown): never {
  if (error instanceof QueryFailedError && /scim_users_user_name_key/.test(error.message))
    throw new DomainError('user.exists', 'There is a person of that userName already.', {
      errors: [{ pointer: '/userName', message: 'is taken' }],
    });
  if (error instanceof QueryFailedError && /scim_users_external_id_key/.test(error.message))
    throw new DomainError('user.exists', 'There is a person with that externalId already.', {
      errors: [{ pointer: '/externalId', message: 'is taken' }],
    });
  throw error;
}
