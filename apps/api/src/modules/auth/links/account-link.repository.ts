import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Raw, Repository, type EntityManager } from 'typeorm';
import { inFuture } from '../../../database/clock.js';
import { AccountLink, type LinkKind } from './account-link.entity.js';

/** Unused, not expired, and made by somebody who is still an admin: a link gives no rights that its maker has lost. */
const working = () => ({
  used_at: IsNull(),
  expires_at: inFuture(),
  created_by: Raw((column) => `${column} IN (SELECT id FROM users WHERE role = 'admin' AND is_active)`),
});

/** Open links in one list. */
const MOST_LISTED = 500;

@Injectable()
export class AccountLinkRepository {
  constructor(@InjectRepository(AccountLink) private readonly links: Repository<AccountLink>) {}

  /** @param audit runs in the same transaction */
  async insert(
    link: Omit<AccountLink, 'created_at' | 'used_at'>,
    audit: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.links.manager.transaction(async (manager) => {
      // A newer reset replaces an older one, so that an admin can invalidate a lost link.
      if (link.user_id) await manager.delete(AccountLink, { user_id: link.user_id, kind: link.kind });
      await manager.insert(AccountLink, link);
      await audit(manager);
    });
  }

  /** Links that are still valid. */
  listOpen(kind: LinkKind): Promise<AccountLink[]> {
    return this.links.find({
      where: { kind, ...working() },
      order: { created_at: 'DESC', id: 'DESC' },
      take: MOST_LISTED,
    });
  }

  findOpen(tokenHash: string): Promise<AccountLink | null> {
    return this.links.findOneBy({ token_hash: tokenHash, ...working() });
  }

  /** Uses a link once, in one transaction with its effect. @returns `undefined` when it is no longer valid */
  redeem<T>(
    tokenHash: string,
    kind: LinkKind,
    use: (link: AccountLink, manager: EntityManager) => Promise<T>,
  ): Promise<T | undefined> {
    return this.links.manager.transaction(async (manager) => {
      const link = await manager.findOne(AccountLink, {
        where: { token_hash: tokenHash, kind, ...working() },
        lock: { mode: 'pessimistic_write' },
      });
      if (!link) return undefined;
      await manager.update(AccountLink, { id: link.id }, { used_at: new Date() });
      return use(link, manager);
    });
  }

  /** Gives an unused link another secret. @returns whether there was such a link */
  replace(
    id: string,
    kind: LinkKind,
    change: Pick<AccountLink, 'token_hash' | 'expires_at' | 'created_by'>,
    audit: (link: AccountLink, manager: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    return this.links.manager.transaction(async (manager) => {
      const link = await lockUnused(manager, id, kind);
      if (!link) return false;
      await manager.update(AccountLink, { id }, change);
      await audit(link, manager);
      return true;
    });
  }

  /** @returns whether there was such a link */
  async remove(
    id: string,
    kind: LinkKind,
    audit: (link: AccountLink, manager: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    return this.links.manager.transaction(async (manager) => {
      const link = await lockUnused(manager, id, kind);
      if (!link) return false;
      await manager.delete(AccountLink, { id });
      await audit(link, manager);
      return true;
    });
  }
}

const lockUnused = (manager: EntityManager, id: string, kind: LinkKind): Promise<AccountLink | null> =>
  manager.findOne(AccountLink, { where: { id, kind, used_at: IsNull() }, lock: { mode: 'pessimistic_write' } });
