import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { NOW } from '../../../database/clock.js';
import type { Audit } from '../session.repository.js';
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

  /** Takes a connection from its owner. @returns whether there was one */
  remove(id: string, userId: string, audit: Audit): Promise<boolean> {
    return this.identities.manager.transaction(async (manager) => {
      const { affected } = await manager.delete(ExternalIdentity, { id, user_id: userId });
      if (affected) await audit(manager);
      return affected === 1;
    });
  }
}
