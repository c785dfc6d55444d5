import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, Repository, type EntityManager } from 'typeorm';
import { inFuture, NOW, within } from '../../database/clock.js';
import { Session } from './session.entity.js';
import { User } from './user.entity.js';

/** Writes into the same transaction. */
export type Audit = (manager: EntityManager) => Promise<void>;

@Injectable()
export class SessionRepository {
  constructor(@InjectRepository(Session) private readonly sessions: Repository<Session>) {}

  async insert(session: Omit<Session, 'created_at' | 'rotated_at' | 'confirmed_at'>, audit: Audit): Promise<void> {
    await this.sessions.manager.transaction(async (manager) => {
      await manager.insert(Session, { ...session, rotated_at: NOW, confirmed_at: NOW });
      await audit(manager);
    });
  }

  /** Milliseconds since 1970 by the database's clock. */
  async databaseTime(): Promise<number> {
    const [{ ms }] = (await this.sessions.query(
      'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms',
    )) as [{ ms: number }];
    return ms;
  }

  /** An active session with its owner; `null` when it ended, was revoked or never existed. */
  async findLive(id: string): Promise<{ session: Session; user: User } | null> {
    const session = await this.sessions.findOneBy({ id, revoked_at: IsNull(), expires_at: inFuture() });
    const user = session && (await this.sessions.manager.findOneBy(User, { id: session.user_id }));
    return user ? { session, user } : null;
  }

  /** Replaces the refresh secret, if `from` is still the current one. @returns false when another request was faster */
  async rotate(id: string, from: string, change: Partial<Session>): Promise<boolean> {
    const result = await this.sessions.update(
      { id, refresh_hash: from, revoked_at: IsNull() },
      { ...change, rotated_at: NOW },
    );
    return result.affected === 1;
  }

  /** Whether the refresh secret was replaced within the last `ms`. */
  wasRotatedWithin(id: string, ms: number): Promise<boolean> {
    return this.sessions.existsBy({ id, rotated_at: within(ms) });
  }

  listLive(userId: string): Promise<Session[]> {
    return this.sessions.find({
      where: { user_id: userId, revoked_at: IsNull(), expires_at: inFuture() },
      order: { last_seen_at: 'DESC' },
    });
  }

  /** @returns whether there was such a session of this user. */
  async revoke(id: string, userId?: string, audit?: Audit): Promise<boolean> {
    return this.sessions.manager.transaction(async (manager) => {
      const { affected } = await manager.update(
        Session,
        { id, revoked_at: IsNull(), ...(userId && { user_id: userId }) },
        { revoked_at: NOW },
      );
      if (affected) await audit?.(manager);
      return Boolean(affected);
    });
  }

  /** Whether this session confirmed the password within the last `ms`. */
  wasConfirmedWithin(id: string, ms: number): Promise<boolean> {
    return this.sessions.existsBy({ id, confirmed_at: within(ms) });
  }

  async confirm(id: string): Promise<void> {
    await this.sessions.update({ id }, { confirmed_at: NOW });
  }

  /** Until when the person at this device knows the changes of the account. */
  async noticesSeenAt(id: string): Promise<Date> {
    const { notices_seen_at } = await this.sessions.findOneOrFail({
      select: { id: true, notices_seen_at: true },
      where: { id },
    });
    return notices_seen_at;
  }

  async markNoticesSeen(id: string, at: Date): Promise<void> {
    await this.sessions.update({ id }, { notices_seen_at: at });
  }

  async revokeAll(userId: string, exceptId?: string): Promise<void> {
    await this.sessions.update(
      { user_id: userId, revoked_at: IsNull(), ...(exceptId && { id: Not(exceptId) }) },
      { revoked_at: NOW },
    );
  }
}
