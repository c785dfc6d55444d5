import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { Setting } from './setting.entity.js';

@Injectable()
export class SettingRepository {
  constructor(@InjectRepository(Setting) private readonly settings: Repository<Setting>) {}

  all(): Promise<Setting[]> {
    return this.settings.find();
  }

  /** Saves all rows or none; `audit` runs in the same transaction. */
  async save(rows: Setting[], audit: (manager: EntityManager) => Promise<void>): Promise<void> {
    await this.settings.manager.transaction(async (manager) => {
      // Not save(): two concurrent first writes of a setting would both insert it.
      await manager.upsert(Setting, rows as object[], ['key']);
      await audit(manager);
    });
  }
}
