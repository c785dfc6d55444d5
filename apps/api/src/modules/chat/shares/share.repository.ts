import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { later } from '../../../database/clock.js';
import { ChatShare } from './share.entity.js';

const DAY_MS = 24 * 3_600_000;

/** Days for which an ended share is remembered, so that its link can say that it has ended. */
const REMEMBERED_DAYS = 30;

/** A share without what was copied, and by the database's clock whether its time is over. */
export interface ShareRow extends Omit<ChatShare, 'token_hash' | 'messages' | 'system_prompt'> {
  is_expired: boolean;
  /** Whether the account of its owner is active. */
  is_alive: boolean;
}

/** What was copied. */
export type ShareContent = Pick<ChatShare, 'messages' | 'system_prompt'>;

/** A share to write; it ends after so many days, or never. */
export type NewShare = Omit<ChatShare, 'created_at' | 'expires_at' | 'revoked_at' | 'views' | 'last_viewed_at'> & {
  days: number | null;
};

/** Writes the audit entry in the same transaction. */
export type ShareAudit = (manager: EntityManager) => Promise<void>;

const ROWS = `
  SELECT s.id, s.user_id, s.thread_id, s.level, s.group_id, s.title, s.author, s.message_count, s.views,
    s.last_viewed_at, s.created_at, s.expires_at, s.revoked_at, coalesce(s.expires_at <= now(), false) AS is_expired,
    u.is_active AS is_alive
  FROM chat_shares s JOIN users u ON u.id = s.user_id`;

const OPEN = 'revoked_at IS NULL AND coalesce(expires_at > now(), true)';

@Injectable()
export class ShareRepository {
  constructor(@InjectRepository(ChatShare) private readonly shares: Repository<ChatShare>) {}

  /** A person's own, without those they have revoked, newest first. */
  listOwn(userId: string): Promise<ShareRow[]> {
    return this.shares.query(`${ROWS} WHERE s.user_id = $1 AND s.revoked_at IS NULL ORDER BY s.id DESC`, [userId]);
  }

  async findByHash(hash: string): Promise<ShareRow | undefined> {
    const [row]: ShareRow[] = await this.shares.query(`${ROWS} WHERE s.token_hash = $1`, [hash]);
    return row;
  }

  /** @returns `undefined` when it has been revoked, or deleted, meanwhile */
  async content(id: string): Promise<ShareContent | undefined> {
    const [row]: ShareContent[] = await this.shares.query(
      'SELECT messages, system_prompt FROM chat_shares WHERE id = $1 AND revoked_at IS NULL',
      [id],
    );
    return row;
  }

  /** @returns `undefined` when the person has as many as there may be */
  insert({ days, ...share }: NewShare, most: number, audit: ShareAudit): Promise<ShareRow | undefined> {
    return this.shares.manager.transaction(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('chat_shares ' || $1::text, 0))`, [
        share.user_id,
      ]);
      const [{ n }]: [{ n: number }] = await manager.query(
        `SELECT count(*)::int AS n FROM chat_shares WHERE user_id = $1 AND ${OPEN}`,
        [share.user_id],
      );
      if (n >= most) return undefined;
      const fields = { ...share, expires_at: days === null ? null : later(days * DAY_MS) };
      await manager.createQueryBuilder().insert().into(ChatShare).values(fields).execute();
      await audit(manager);
      const [row]: ShareRow[] = await manager.query(`${ROWS} WHERE s.id = $1`, [share.id]);
      return row;
    });
  }

  /**
   * Ends a share, and deletes what was copied.
   * @returns whether the person had such a share
   */
  revoke(id: string, userId: string, audit: ShareAudit): Promise<boolean> {
    return this.shares.manager.transaction(async (manager) => {
      const [, ended] = (await manager.query(
        `UPDATE chat_shares SET revoked_at = now(), messages = '[]', title = '', author = NULL,
         system_prompt = NULL
         WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL`,
        [id, userId],
      )) as [unknown, number];
      if (ended === 1) await audit(manager);
      return ended === 1;
    });
  }

  async countPublic(): Promise<number> {
    const [{ n }]: [{ n: number }] = await this.shares.query(
      `SELECT count(*)::int AS n FROM chat_shares WHERE level = 'link' AND ${OPEN}`,
    );
    return n;
  }

  /** Ends all that anyone with the link may read. @returns how many */
  revokePublic(audit: (manager: EntityManager, revoked: number) => Promise<void>): Promise<number> {
    return this.shares.manager.transaction(async (manager) => {
      const [, revoked] = (await manager.query(
        `UPDATE chat_shares SET revoked_at = now(), messages = '[]', title = '', author = NULL,
         system_prompt = NULL
         WHERE level = 'link' AND ${OPEN}`,
      )) as [unknown, number];
      await audit(manager, revoked);
      return revoked;
    });
  }

  /** Adds to the numbers of views. */
  async addViews(views: [id: string, count: number][]): Promise<void> {
    await this.shares.query(
      `UPDATE chat_shares s SET views = s.views + v.n, last_viewed_at = now()
       FROM unnest($1::uuid[], $2::int[]) AS v(id, n) WHERE s.id = v.id`,
      [views.map(([id]) => id), views.map(([, count]) => count)],
    );
  }

  /** Empties those whose time is over, and forgets those that ended long ago. */
  async sweep(): Promise<void> {
    await this.shares.query(
      `UPDATE chat_shares SET messages = '[]', system_prompt = NULL
       WHERE expires_at <= now() AND revoked_at IS NULL AND messages <> '[]'`,
    );
    await this.shares.query(
      `DELETE FROM chat_shares WHERE least(revoked_at, expires_at) <= now() - $1 * interval '1 day'`,
      [REMEMBERED_DAYS],
    );
  }
}
