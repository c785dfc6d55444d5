import { Injectable } from '@nestjs/common';
import { InjectDataSource, InjectRepository } from '@nestjs/typeorm';
import { DataSource, EntityManager, In, QueryFailedError, Repository } from 'typeorm';
import { hasChanges } from '../../database/has-changes.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { identityKey, nameSkeleton } from '../../common/identity-key.js';
import { NO_PASSWORD } from './passwords.js';
import { User } from './user.entity.js';

@Injectable()
export class UserRepository {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  findById(id: string): Promise<User | null> {
    return this.users.findOneBy({ id });
  }

  /** By user name or e-mail. */
  findByLogin(login: string): Promise<User | null> {
    const key = identityKey(login);
    return this.users.findOneBy([{ username_key: key }, { email_key: key }]);
  }

  count(): Promise<number> {
    return this.users.count();
  }

  countActive(): Promise<number> {
    return this.users.countBy({ is_active: true });
  }

  /** Accounts that wait for an admin's approval. */
  countPending(): Promise<number> {
    return this.users.countBy({ is_pending: true });
  }

  /** User names by id. */
  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    const found = await this.users.find({ where: { id: In([...new Set(ids)]) }, select: { id: true, username: true } });
    return new Map(found.map(({ id, username }) => [id, username]));
  }

  /** @throws DomainError `user.exists` with the field that is taken */
  async insert(
    user: Partial<User> & Pick<User, 'id' | 'username' | 'email'>,
    manager: EntityManager = this.users.manager,
  ): Promise<User> {
    const row = this.users.create({
      ...user,
      ...nameKeys(user.username),
      email_key: identityKey(user.email),
    });
    await manager.insert(User, row).catch(rethrowTaken);
    return manager.findOneByOrFail(User, { id: user.id });
  }

  /** As `insert`, with further writes in the same transaction. */
  insertWith(
    user: Partial<User> & Pick<User, 'id' | 'username' | 'email'>,
    audit: (manager: EntityManager) => Promise<void>,
  ): Promise<User> {
    return this.dataSource.transaction(async (manager) => {
      const saved = await this.insert(user, manager);
      await audit(manager);
      return saved;
    });
  }

  /** @throws DomainError `user.exists` */
  async update(id: string, change: Partial<User>, audit?: (manager: EntityManager) => Promise<void>): Promise<User> {
    return this.dataSource.transaction(async (manager) => {
      if (hasChanges(change)) await manager.update(User, { id }, { ...change, ...keysOf(change) }).catch(rethrowTaken);
      await audit?.(manager);
      return manager.findOneByOrFail(User, { id });
    });
  }

  /** As `update`, inside the caller's transaction. */
  async updateIn(manager: EntityManager, id: string, change: Partial<User>): Promise<void> {
    await manager.update(User, { id }, change);
  }

  /**
   * Changes an account while it and all active admins are locked, so that two requests cannot each remove "the other"
   * last admin.
   * @param decide gets the account, the number of active admins who could take its place, and the transaction; throws
   * to reject. Only one with a password takes the place of one with a password: somebody has to get in without a
   * provider
   * @throws DomainError `user.not-found`, `user.exists`
   */
  async changeGuarded(
    id: string,
    decide: (user: User, substitutes: number, manager: EntityManager) => Partial<User> | Promise<Partial<User>>,
    audit: (user: User, manager: EntityManager) => Promise<void>,
  ): Promise<User> {
    return this.dataSource.transaction(async (manager) => {
      const admins = await manager
        .createQueryBuilder(User, 'u')
        .setLock('pessimistic_write')
        .where("u.role = 'admin' AND u.is_active")
        .orderBy('u.id')
        .getMany();
      const user = await manager.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!user) throw new DomainError('user.not-found', 'There is no user with this id.');
      const before = { ...user } as User;
      const has = ({ password_hash }: User) => password_hash !== NO_PASSWORD;
      const substitutes = admins.filter((admin) => admin.id !== id && (has(admin) || !has(user)));
      const change = await decide(user, substitutes.length, manager);
      Object.assign(user, change, keysOf(change));
      await manager.save(user).catch(rethrowTaken);
      await audit(before, manager);
      return user;
    });
  }

  /** Deletes an account and everything it owns. */
  async delete(id: string, audit: (manager: EntityManager) => Promise<void>): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await audit(manager);
      await manager.delete(User, { id });
    });
  }
}

function nameKeys(username: string): Pick<User, 'username_key' | 'username_skeleton'> {
  const key = identityKey(username);
  return { username_key: key, username_skeleton: nameSkeleton(key) };
}

/** The normalised forms of what a change sets. */
const keysOf = ({ username, email }: Partial<User>): Partial<User> => ({
  ...(username !== undefined && nameKeys(username)),
  ...(email !== undefined && { email_key: identityKey(email) }),
});

function rethrowTaken(error: unknown): never {
  const driver =
    error instanceof QueryFailedError ? (error.driverError as { code?: string; constraint?: string }) : undefined;
  if (driver?.constraint === 'users_username_skeleton_key')
    throw new DomainError(
      'user.exists',
      'That user name looks like one that is taken. Choose a clearly different one.',
      {
        errors: [{ pointer: '/username', message: 'looks like a name that is taken' }],
      },
    );
  if (driver?.code === '23505') {
    const field = driver.constraint === 'users_email_key' ? 'email' : 'username';
    const what = field === 'email' ? 'e-mail address' : 'user name';
    throw new DomainError('user.exists', `That ${what} is taken. Choose another, or sign in if it is yours.`, {
      errors: [{ pointer: `/${field}`, message: 'is taken' }],
    });
  }
  throw error;
}
