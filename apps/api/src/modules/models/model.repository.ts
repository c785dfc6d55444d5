import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { DomainError } from '../../common/errors/domain-error.js';
import { Model } from './model.entity.js';

@Injectable()
export class ModelRepository {
  constructor(@InjectRepository(Model) private readonly models: Repository<Model>) {}

  /** All rows, oldest first. The table is small: one row per model of the installation. */
  all(): Promise<Model[]> {
    return this.models.find({ order: { created_at: 'ASC', id: 'ASC' } });
  }

  async find(id: string): Promise<Model> {
    const model = await this.models.findOneBy({ id });
    if (!model) throw new DomainError('model.not-found', 'There is no model with this id.');
    return model;
  }

  /** Adds rows whose names are new and leaves the others alone; safe when two processes discover at once. */
  async insertMissing(rows: Partial<Model>[]): Promise<Model[]> {
    if (rows.length === 0) return [];
    const result = await this.models.createQueryBuilder().insert().values(rows).orIgnore().returning('*').execute();
    return result.raw as Model[];
  }

  /** Saves a change; a new default takes the mark from the old one in the same transaction. */
  async save(id: string, change: Partial<Model>, audit: (manager: EntityManager) => Promise<void>): Promise<Model> {
    return this.models.manager.transaction(async (manager) => {
      if (change.is_default) await manager.update(Model, { is_default: true }, { is_default: false });
      await manager.update(Model, { id }, change);
      await audit(manager);
      return manager.findOneByOrFail(Model, { id });
    });
  }
}
