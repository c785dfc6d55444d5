import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { TermsAcceptance, TermsVersion } from './terms.entity.js';

/** Writes the audit entry in the same transaction. */
export type TermsAudit = (manager: EntityManager) => Promise<void>;

@Injectable()
export class TermsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async current(manager: EntityManager = this.dataSource.manager): Promise<TermsVersion | undefined> {
    const [newest] = await manager.find(TermsVersion, { order: { version: 'DESC' }, take: 1 });
    return newest;
  }

  /** The versions that somebody has accepted, the newest first. */
  acceptances(userId: string): Promise<TermsAcceptance[]> {
    return this.dataSource.manager.find(TermsAcceptance, {
      where: { user_id: userId },
      order: { version: 'DESC' },
    });
  }

  hasAccepted(userId: string, version: number): Promise<boolean> {
    return this.dataSource.manager.existsBy(TermsAcceptance, { user_id: userId, version });
  }

  /** Active accounts, and how many of them have accepted a version. */
  async figures(version: number | null): Promise<{ accounts: number; accepted: number }> {
    const [figures] = (await this.dataSource.query(
      `SELECT count(*)::int AS accounts, count(a.user_id)::int AS accepted FROM users u
         LEFT JOIN terms_acceptances a ON a.user_id = u.id AND a.version = $1 WHERE u.is_active`,
      [version],
    )) as [{ accounts: number; accepted: number }];
    return figures;
  }

  /**
   * Another text is another version; the same one with another duty stays the version that people have accepted.
   * @param audit gets the version
   */
  async publish(
    { text, is_required, published_by }: Pick<TermsVersion, 'text' | 'is_required' | 'published_by'>,
    audit: (version: number) => TermsAudit,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // One after the other, so that each version is given once.
      await manager.query(`SELECT pg_advisory_xact_lock(hashtext('terms'))`);
      const before = await this.current(manager);
      const version = before?.text === text ? before.version : (before?.version ?? 0) + 1;
      if (version === before?.version) await manager.update(TermsVersion, { version }, { is_required });
      else await manager.insert(TermsVersion, { version, text, is_required, published_by });
      await audit(version)(manager);
    });
  }

  /** Accepting again keeps the first time. @returns false when it is not the current version (any more) */
  async accept(userId: string, version: number, audit: TermsAudit): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      if ((await this.current(manager))?.version !== version) return false;
      const added = (await manager.query(
        'INSERT INTO terms_acceptances (user_id, version) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
        [userId, version],
      )) as unknown[];
      if (added.length > 0) await audit(manager);
      return true;
    });
  }
}
