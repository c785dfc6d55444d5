import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { inFuture, later, notPast } from '../../database/clock.js';
import { ApiKey } from './api-key.entity.js';
import { User } from './user.entity.js';

/** Writes the audit entry in the same transaction. */
export type KeyAudit = (key: ApiKey, manager: EntityManager) => Promise<void>;

@Injectable()
export class ApiKeyRepository {
  constructor(@InjectRepository(ApiKey) private readonly keys: Repository<ApiKey>) {}

  async insert(key: Omit<ApiKey, 'created_at' | 'last_used_at'>, audit: KeyAudit): Promise<ApiKey> {
    return this.keys.manager.transaction(async (manager) => {
      await manager.insert(ApiKey, key);
      const inserted = await manager.findOneByOrFail(ApiKey, { id: key.id });
      await audit(inserted, manager);
      return inserted;
    });
  }

  list(userId: string): Promise<ApiKey[]> {
    return this.keys.find({ where: { user_id: userId }, order: { created_at: 'DESC', id: 'DESC' } });
  }

  findOwn(userId: string, id: string): Promise<ApiKey | null> {
    return this.keys.findOneBy({ id, user_id: userId });
  }

  /** Not an expired one, nor a replaced one after its time. */
  async findByHash(hash: string): Promise<{ key: ApiKey; user: User } | null> {
    const key =
      (await this.keys.findOneBy({ key_hash: hash, expires_at: notPast() })) ??
      (await this.keys.findOneBy({ previous_hash: hash, previous_until: inFuture(), expires_at: notPast() }));
    return this.withOwner(key);
  }

  /** Not an expired one. */
  async findById(id: string): Promise<{ key: ApiKey; user: User } | null> {
    return this.withOwner(await this.keys.findOneBy({ id, expires_at: notPast() }));
  }

  private async withOwner(key: ApiKey | null): Promise<{ key: ApiKey; user: User } | null> {
    const user = key && (await this.keys.manager.findOneBy(User, { id: key.user_id }));
    return user ? { key, user } : null;
  }

  async update(id: string, change: QueryDeepPartialEntity<ApiKey>, audit: KeyAudit): Promise<ApiKey> {
    return this.keys.manager.transaction(async (manager) => {
      await manager.update(ApiKey, { id }, change);
      const updated = await manager.findOneByOrFail(ApiKey, { id });
      await audit(updated, manager);
      return updated;
    });
  }

  /** Replaces the secret; the one before, if any is given, still works for so long. */
  rotate(
    id: string,
    next: Partial<ApiKey>,
    grace: { hash: string; ms: number } | undefined,
    audit: KeyAudit,
  ): Promise<ApiKey> {
    const previous = grace
      ? { previous_hash: grace.hash, previous_until: later(grace.ms) }
      : { previous_hash: null, previous_until: null };
    return this.update(id, { ...next, ...previous }, audit);
  }

  async delete(key: ApiKey, audit: KeyAudit): Promise<void> {
    await this.keys.manager.transaction(async (manager) => {
      await manager.delete(ApiKey, { id: key.id });
      await audit(key, manager);
    });
  }

  /** Writes when keys were last used, with one statement for all of them. */
  async touch(uses: [id: string, at: Date][]): Promise<void> {
    await this.keys.query(
      `UPDATE api_keys SET last_used_at = GREATEST(last_used_at, used.at)
       FROM unnest($1::uuid[], $2::timestamptz[]) AS used(id, at) WHERE api_keys.id = used.id`,
      [uses.map(([id]) => id), uses.map(([, at]) => at)],
    );
  }
}
