import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Repository, type EntityManager } from 'typeorm';
import { hasChanges } from '../../database/has-changes.js';
import { Cached } from '../../common/cached.js';
import { Changes } from '../../common/redis/changes.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { Model } from './model.entity.js';

/** How long the rows are cached; also the longest time until another process notices a change. */
const MODELS_CACHE_MS = 250;

@Injectable()
export class ModelRepository {
  private readonly byName = new Cached(
    async () => new Map((await this.all()).map((model) => [model.name, model])),
    MODELS_CACHE_MS,
  );

  constructor(
    @InjectRepository(Model) private readonly models: Repository<Model>,
    private readonly changes: Changes,
  ) {
    changes.watch('models', () => this.byName.forget());
  }

  /** The rows by their names, cached: what every question needs. */
  known(): Promise<ReadonlyMap<string, Model>> {
    return this.byName.get();
  }

  /** The cached rows lack one that is there: another process may have written it. */
  forget(): void {
    this.byName.forget();
  }

  /** All rows, oldest first, including withdrawn ones. The table is small: one row per model of the installation. */
  all(): Promise<Model[]> {
    return this.models.find({ order: { created_at: 'ASC', id: 'ASC' } });
  }

  async find(id: string): Promise<Model> {
    const model = await this.models.findOneBy({ id });
    if (!model || model.withdrawn_at) throw new DomainError('model.not-found', 'There is no model with this id.');
    return model;
  }

  /** Adds rows with new names and leaves the others unchanged; safe when two processes discover at once. */
  async insertMissing(rows: Partial<Model>[]): Promise<Model[]> {
    if (rows.length === 0) return [];
    const result = await this.changed(
      this.models.createQueryBuilder().insert().values(rows).orIgnore().returning('*').execute(),
    );
    return result.raw as Model[];
  }

  /** Notes that backends have these models, unless that is known. */
  async markFound(ids: string[]): Promise<void> {
    await this.changed(this.models.update({ id: In(ids), found_at: IsNull() }, { found_at: () => 'now()' }));
  }

  /** Adds a model, or restores a withdrawn one. @returns undefined when one of that name exists already */
  async add(
    row: Pick<Model, 'id' | 'name' | 'display_name' | 'provider'>,
    audit: (manager: EntityManager) => Promise<void>,
  ): Promise<Model | undefined> {
    return this.change(async (manager) => {
      await manager.delete(Model, { name: row.name, withdrawn_at: Not(IsNull()) });
      const { raw } = await manager
        .createQueryBuilder()
        .insert()
        .into(Model)
        .values(row)
        .orIgnore()
        .returning('*')
        .execute();
      const [added] = raw as Model[];
      if (added) await audit(manager);
      return added;
    });
  }

  /** Adds a newly pulled model, or enables and restores the existing row. */
  async offer(row: Pick<Model, 'id' | 'name' | 'display_name' | 'provider'>): Promise<void> {
    await this.models.createQueryBuilder().insert().values(row).orIgnore().execute();
    await this.changed(
      this.models.update({ name: row.name, provider: row.provider }, { is_enabled: true, withdrawn_at: null }),
    );
  }

  /** @param withdrawn a backend still has it, so the row stays and keeps it hidden */
  async remove(id: string, withdrawn: boolean, audit: (manager: EntityManager) => Promise<void>): Promise<void> {
    await this.change(async (manager) => {
      if (withdrawn) await manager.update(Model, { id }, { withdrawn_at: new Date(), is_enabled: false });
      else await manager.delete(Model, { id });
      await manager
        .createQueryBuilder()
        .update(Model)
        .set({ fallbacks: () => 'array_remove(fallbacks, :id)' })
        .where(':id = ANY (fallbacks)')
        .setParameter('id', id)
        .execute();
      await audit(manager);
    });
  }

  /** Saves a change; a new default unsets the old one in the same transaction. */
  async save(id: string, change: Partial<Model>, audit: (manager: EntityManager) => Promise<void>): Promise<Model> {
    return this.change(async (manager) => {
      if (change.is_default) await manager.update(Model, { is_default: true }, { is_default: false });
      if (hasChanges(change)) await manager.update(Model, { id }, change);
      await audit(manager);
      return manager.findOneByOrFail(Model, { id });
    });
  }

  private change<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.changed(this.models.manager.transaction(work));
  }

  /** Whoever asks after this write sees it. */
  private async changed<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } finally {
      this.changes.announce('models');
    }
  }
}
