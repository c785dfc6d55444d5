import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { NOW } from '../../../database/clock.js';
import type { Audit } from '../session.repository.js';
import { User } from '../user.entity.js';
import { ExternalIdentity } from './external-identity.entity.js';

type NewIdentity = Pick<ExternalIdentity, 'id' | 'user_id' | 'issuer' | 'subject' | 'email'>;

/** Whose account at a provider is whose account here. */
@Injectable()
export class IdentityRepository {
  constructor(@InjectRepository(ExternalIdentity) private readonly identities: Repository<ExternalIdentity>) {}

  find(issuer: string, subject: string): Promise<ExternalIdentity | null> {
    return this.identities.findOneBy({ issuer, subject });
  }

  listOf(userId: string): Promise<ExternalIdentity[]> {
    return this.identities.find({ where: { user_id: userId }, order: { created_at: 'ASC', id: 'ASC' } });
  }

  hasAny(userId: string, manager: EntityManager): Promise<boolean> {
    return manager.existsBy(ExternalIdentity, { user_id: userId });
  }

  /** @returns false when the account of the provider belongs to somebody already; nothing is written then */
  async insert(identity: NewIdentity, manager: EntityManager = this.identities.manager): Promise<boolean> {
    const { raw } = await manager
      .createQueryBuilder()
      .insert()
      .into(ExternalIdentity)
      .values(identity)
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length === 1;
  }

  /** As `insert`, with an audit entry in the same transaction. */
  connect(identity: NewIdentity, audit: Audit): Promise<boolean> {
    return this.identities.manager.transaction(async (manager) => {
      const inserted = await this.insert(identity, manager);
      if (inserted) await audit(manager);
      return inserted;
    });
  }

  /** It was signed in with. */
  async used(id: string, email: string | null): Promise<void> {
    await this.identities.update({ id }, { email, last_used_at: NOW });
  }

  /**
   * Takes a connection from its owner, while the account is locked: two requests cannot each remove the other last way
   * to sign in. The sessions that came through it end, but that of the caller.
   * @param decide gets the account and all its connections; throws to reject, and returns what to audit
   * @returns ids of the sessions that were ended
   */
  remove(
    { id, userId, keep }: { id: string; userId: string; keep: string | undefined },
    decide: (user: User, identities: ExternalIdentity[]) => Audit,
  ): Promise<string[]> {
    return this.identities.manager.transaction(async (manager) => {
      const user = await manager.findOneOrFail(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
      const audit = decide(user, await manager.findBy(ExternalIdentity, { user_id: userId }));
      const [ended] = (await manager.query(
        `UPDATE sessions SET revoked_at = now(), ended_from_outside = true
         WHERE id IN (SELECT session_id FROM external_sessions WHERE identity_id = $1)
           AND id IS DISTINCT FROM $2::uuid AND revoked_at IS NULL
         RETURNING id`,
        [id, keep ?? null],
      )) as [{ id: string }[], number];
      // Those who would come with it once they have given their second factor.
      await manager.query(`DELETE FROM login_challenges WHERE external->>'identity_id' = $1`, [id]);
      await manager.delete(ExternalIdentity, { id });
      await audit(manager);
      return ended.map((session) => session.id);
    });
  }
}
