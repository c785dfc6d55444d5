import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { NOW } from '../../../database/clock.js';
import { Announcement } from './announcement.entity.js';

/** Writes the audit entry in the same transaction. */
export type AnnouncementAudit = (manager: EntityManager) => Promise<void>;

/** What an admin says of one; without a beginning it begins, or began, when it does already. */
export type AnnouncementFields = Omit<Announcement, 'id' | 'created_at' | 'begins_at'> & { begins_at?: Date };

/** One with its state by the clock of the database. */
export type AnnouncementRow = Announcement & { state: 'coming' | 'active' | 'past'; dismissals: number };

const STATE = `CASE WHEN ends_at <= now() THEN 'past' WHEN begins_at > now() THEN 'coming' ELSE 'active' END`;

@Injectable()
export class AnnouncementRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Those that are shown now, the worst first. */
  active(): Promise<Announcement[]> {
    return this.dataSource.query(
      `SELECT * FROM announcements WHERE begins_at <= now() AND (ends_at IS NULL OR ends_at > now())
         ORDER BY array_position(ARRAY['danger', 'warning', 'info'], level), begins_at DESC, id`,
    );
  }

  /** All: active, coming and past ones, each with the newest first. */
  all(id?: string, manager: EntityManager = this.dataSource.manager): Promise<AnnouncementRow[]> {
    return manager.query(
      `SELECT a.*, ${STATE} AS state,
         (SELECT count(*)::int FROM announcement_dismissals d WHERE d.announcement_id = a.id) AS dismissals
         FROM announcements a WHERE $1::uuid IS NULL OR id = $1
         ORDER BY array_position(ARRAY['active', 'coming', 'past'], ${STATE}), begins_at DESC, id`,
      [id ?? null],
    );
  }

  /** @throws DomainError `announcement.not-found` */
  async find(id: string, manager?: EntityManager): Promise<AnnouncementRow> {
    const [found] = await this.all(id, manager);
    if (!found)
      throw new DomainError('announcement.not-found', 'There is no such announcement. It may have been deleted.');
    return found;
  }

  /** @returns false when there are as many as there may be */
  insert(id: string, fields: AnnouncementFields, most: number, audit: AnnouncementAudit): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtext('announcements'))`);
      if ((await manager.count(Announcement)) >= most) return false;
      await manager.insert(Announcement, { id, ...fields });
      await audit(manager);
      return true;
    });
  }

  /**
   * @param isNews everybody sees it again, also who had dismissed what it was before
   * @throws DomainError `announcement.not-found`
   */
  async update(id: string, fields: AnnouncementFields, isNews: boolean, audit: AnnouncementAudit): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.find(id, manager);
      await manager.update(Announcement, { id }, fields);
      if (isNews) await manager.query('DELETE FROM announcement_dismissals WHERE announcement_id = $1', [id]);
      await audit(manager);
    });
  }

  /** One that has not begun yet is over without having been shown. @throws DomainError `announcement.not-found` */
  async end(id: string, audit: AnnouncementAudit): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { state } = await this.find(id, manager);
      if (state === 'past') return;
      await manager.update(Announcement, { id }, { ends_at: NOW });
      if (state === 'coming') await manager.update(Announcement, { id }, { begins_at: NOW });
      await audit(manager);
    });
  }

  async delete(id: string, audit: AnnouncementAudit): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.find(id, manager);
      await manager.delete(Announcement, { id });
      await audit(manager);
    });
  }

  async dismissedBy(userId: string): Promise<Set<string>> {
    const rows = (await this.dataSource.query(
      'SELECT announcement_id AS id FROM announcement_dismissals WHERE user_id = $1',
      [userId],
    )) as { id: string }[];
    return new Set(rows.map(({ id }) => id));
  }

  /** Does nothing when it was deleted meanwhile. */
  async dismiss(id: string, userId: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO announcement_dismissals (announcement_id, user_id)
         SELECT id, $2 FROM announcements WHERE id = $1 FOR KEY SHARE ON CONFLICT DO NOTHING`,
      [id, userId],
    );
  }
}
