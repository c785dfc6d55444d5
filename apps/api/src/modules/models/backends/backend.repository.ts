import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository, type EntityManager } from 'typeorm';
import { Changes } from '../../../common/redis/changes.js';
import { Backend } from './backend.entity.js';

type Audit = (manager: EntityManager) => Promise<void>;

@Injectable()
export class BackendRepository {
  constructor(
    @InjectRepository(Backend) private readonly rows: Repository<Backend>,
    private readonly changes: Changes,
  ) {}

  /** Oldest first: the order in which they are searched. A few rows, one for each model server. */
  all(): Promise<Backend[]> {
    return this.rows.find({ order: { created_at: 'ASC', id: 'ASC' } });
  }

  find(id: string): Promise<Backend | null> {
    return this.rows.findOneBy({ id });
  }

  /**
   * Settings of a backend that the environment named once give way.
   * @returns false when one of that id is there already
   */
  insert(row: Partial<Backend>, audit: Audit): Promise<boolean> {
    return this.change(async (manager) => {
      await removeSettings(manager, row.id!);
      const { raw } = await manager
        .createQueryBuilder()
        .insert()
        .into(Backend)
        .values(row)
        .orIgnore()
        .returning('id')
        .execute();
      if ((raw as unknown[]).length === 0) return false;
      await audit(manager);
      return true;
    });
  }

  /**
   * Changes a row; makes it first for one that the environment names. The id may change with the address.
   * @returns false when there is no such row any more, or another has the new id
   */
  update(id: string, change: Partial<Backend>, fromEnvironment: boolean, audit: Audit): Promise<boolean> {
    return this.change(async (manager) => {
      if (change.id !== undefined && change.id !== id) {
        await removeSettings(manager, change.id);
        if (await manager.existsBy(Backend, { id: change.id })) return false;
      }
      if (fromEnvironment)
        await manager.createQueryBuilder().insert().into(Backend).values({ id }).orIgnore().execute();
      const { affected } = await manager.update(Backend, { id }, { ...change, updated_at: () => 'now()' });
      if (!affected) return false;
      await audit(manager);
      return true;
    });
  }

  /** @returns false when it was gone already */
  remove(id: string, audit: Audit): Promise<boolean> {
    return this.change(async (manager) => {
      const { affected } = await manager.delete(Backend, { id });
      if (affected) await audit(manager);
      return Boolean(affected);
    });
  }

  /** Writes the keys anew that were encrypted under another key. It is no change of what they say. */
  async reseal(id: string, before: Buffer, api_key: Buffer): Promise<void> {
    await this.rows
      .createQueryBuilder()
      .update()
      .set({ api_key })
      .where('id = :id AND api_key = :before', { id, before })
      .execute();
  }

  /** All processes read the table anew, this one before the next `BackendPool.settled`. */
  announce(): void {
    this.changes.announce('backends');
  }

  private async change<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.rows.manager.transaction(work);
    } finally {
      this.announce();
    }
  }
}

/** Of a backend that the environment names no longer: its row has no address. Whoever calls this has looked. */
const removeSettings = (manager: EntityManager, id: string) => manager.delete(Backend, { id, url: IsNull() });
