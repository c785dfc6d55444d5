import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Repository, type EntityManager } from 'typeorm';
import { earlierThan, inFuture, NOW, within } from '../../database/clock.js';
import { Session } from './session.entity.js';
import { User } from './user.entity.js';

/** Writes into the same transaction. */
export type Audit = (manager: EntityManager) => Promise<void>;

/** For how many milliseconds a session lives after its last use, and after its beginning at most. */
export interface SessionLife {
  idleMs: number;
  mostMs: number | undefined;
}

/** Value: when a session ends that is used now. @param begun SQL of the time of its beginning */
const endOf =
  ({ idleMs, mostMs }: SessionLife, begun: string) =>
  () =>
    `least(now() + interval '${idleMs} ms'${mostMs === undefined ? '' : `, ${begun} + interval '${mostMs} ms'`})`;

@Injectable()
export class SessionRepository {
  constructor(@InjectRepository(Session) private readonly sessions: Repository<Session>) {}

  /** @param confirmedAt when the person proved who he is; `undefined`: now */
  async insert(
    session: Omit<Session, 'created_at' | 'rotated_at' | 'confirmed_at' | 'expires_at' | 'ended_from_outside'>,
    life: SessionLife,
    confirmedAt: Date | undefined,
    audit: Audit,
  ): Promise<void> {
    await this.sessions.manager.transaction(async (manager) => {
      await manager.insert(Session, {
        ...session,
        rotated_at: NOW,
        confirmed_at: confirmedAt ?? NOW,
        expires_at: endOf(life, 'now()'),
      });
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

  /** Whether a session of others' word began so long ago that its life is over. */
  isOver(id: string, mostMs: number): Promise<boolean> {
    return this.sessions.existsBy({ id, is_external: true, revoked_at: IsNull(), created_at: earlierThan(mostMs) });
  }

  /** Replaces the refresh secret, if `from` is still the current one. @returns false when another request was faster */
  async rotate(id: string, from: string, change: Partial<Session>, life: SessionLife): Promise<boolean> {
    const result = await this.sessions.update(
      { id, refresh_hash: from, revoked_at: IsNull() },
      { ...change, rotated_at: NOW, expires_at: endOf(life, 'created_at') },
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

  /**
   * @param fromOutside somebody else than its owner ends it, for good
   * @returns whether there was such a session of this user.
   */
  async revoke(id: string, userId?: string, audit?: Audit, fromOutside = false): Promise<boolean> {
    return this.sessions.manager.transaction(async (manager) => {
      const { affected } = await manager.update(
        Session,
        { id, revoked_at: IsNull(), ...(userId && { user_id: userId }) },
        { revoked_at: NOW, ended_from_outside: fromOutside },
      );
      if (affected) await audit?.(manager);
      return Boolean(affected);
    });
  }

  /** Whether this session confirmed the password within the last `ms`. */
  wasConfirmedWithin(id: string, ms: number): Promise<boolean> {
    return this.sessions.existsBy({ id, confirmed_at: within(ms) });
  }

  async confirm(id: string, audit?: Audit): Promise<void> {
    await this.sessions.manager.transaction(async (manager) => {
      await manager.update(Session, { id }, { confirmed_at: NOW });
      await audit?.(manager);
    });
  }

  /** Those of these sessions that somebody else than their owner ended. */
  async endedFromOutside(ids: readonly string[]): Promise<string[]> {
    const found = await this.sessions.find({ select: { id: true }, where: { id: In(ids), ended_from_outside: true } });
    return found.map(({ id }) => id);
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
