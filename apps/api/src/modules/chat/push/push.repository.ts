import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { PushSubscription } from './push-subscription.entity.js';

/** Devices of one person. */
const MOST_DEVICES = 10;

export type NewSubscription = Omit<PushSubscription, 'id' | 'created_at'>;
export type Device = PushSubscription & { user_agent: string | null };

/** Sessions that are signed in; the others' devices are told nothing and are removed when the person changes any. */
const LIVE = 's.revoked_at IS NULL AND s.expires_at > now()';

@Injectable()
export class PushRepository {
  constructor(@InjectRepository(PushSubscription) private readonly subscriptions: Repository<PushSubscription>) {}

  list(userId: string): Promise<Device[]> {
    return this.subscriptions.query(
      `SELECT p.*, s.user_agent FROM push_subscriptions p JOIN sessions s ON s.id = p.session_id
       WHERE p.user_id = $1 AND ${LIVE} ORDER BY p.created_at DESC, p.id`,
      [userId],
    );
  }

  /** Those to tell about an answer, with the title of its chat; none for a temporary or deleted chat. */
  ofAnswer(userId: string, threadId: string): Promise<(PushSubscription & { title: string })[]> {
    return this.subscriptions.query(
      `SELECT p.*, t.title FROM push_subscriptions p
       JOIN sessions s ON s.id = p.session_id JOIN users u ON u.id = p.user_id AND u.is_active
       JOIN chat_threads t ON t.id = $2 AND t.user_id = p.user_id AND NOT t.temporary
       WHERE p.user_id = $1 AND ${LIVE} LIMIT ${MOST_DEVICES}`,
      [userId, threadId],
    );
  }

  /** How many devices of signed-in sessions there are. */
  async count(): Promise<number> {
    const [{ count }] = await this.subscriptions.query(
      `SELECT count(*)::int AS count FROM push_subscriptions p JOIN sessions s ON s.id = p.session_id WHERE ${LIVE}`,
    );
    return count;
  }

  /** Replaces what the session or the browser had. @throws DomainError `push.too-many` */
  save(subscription: NewSubscription): Promise<void> {
    const { user_id, session_id, endpoint } = subscription;
    return this.subscriptions.manager.transaction(async (manager) => {
      // Locked, so that requests at the same moment count one after another.
      await manager.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [user_id]);
      await manager.query(
        `DELETE FROM push_subscriptions p USING sessions s WHERE s.id = p.session_id
         AND (p.session_id = $2 OR p.endpoint = $3 OR (p.user_id = $1 AND NOT (${LIVE})))`,
        [user_id, session_id, endpoint],
      );
      if ((await manager.countBy(PushSubscription, { user_id })) >= MOST_DEVICES)
        throw new DomainError('push.too-many', `You have ${MOST_DEVICES} devices already. Remove one first.`);
      await manager.insert(PushSubscription, { ...subscription, id: newId() });
    });
  }

  /** @throws DomainError `push.not-found`, also for somebody else's */
  async remove(userId: string, id: string): Promise<void> {
    const { affected } = await this.subscriptions.delete({ id, user_id: userId });
    if (!affected)
      throw new DomainError('push.not-found', 'There is no such device. It may have been removed already.');
  }

  /** Removes those that the service no longer knows. */
  async forget(ids: string[]): Promise<void> {
    await this.subscriptions.delete({ id: In(ids) });
  }
}
