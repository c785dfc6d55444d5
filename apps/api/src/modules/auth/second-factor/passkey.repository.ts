import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, QueryFailedError, Repository, type EntityManager } from 'typeorm';
import { later, past } from '../../../database/clock.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Audit } from '../session.repository.js';
import { PasskeyChallenge, type PasskeyPurpose } from './passkey-challenge.entity.js';
import { Passkey } from './passkey.entity.js';

type AuditPasskey = (passkey: Passkey, manager: EntityManager) => Promise<void>;

@Injectable()
export class PasskeyRepository {
  constructor(@InjectRepository(Passkey) private readonly passkeys: Repository<Passkey>) {}

  list(userId: string): Promise<Passkey[]> {
    return this.passkeys.find({ where: { user_id: userId }, order: { created_at: 'ASC', id: 'ASC' } });
  }

  findByCredential(credentialId: string): Promise<Passkey | null> {
    return this.passkeys.findOneBy({ credential_id: credentialId });
  }

  /** @throws DomainError `passkey.exists` */
  insert(passkey: Omit<Passkey, 'created_at' | 'last_used_at'>, audit: Audit): Promise<Passkey> {
    return this.passkeys.manager.transaction(async (manager) => {
      await manager.insert(Passkey, passkey).catch(rethrowTaken);
      await audit(manager);
      return manager.findOneByOrFail(Passkey, { id: passkey.id });
    });
  }

  /** @returns the renamed passkey, `undefined` when the account has no such passkey */
  rename(userId: string, id: string, name: string, audit: AuditPasskey): Promise<Passkey | undefined> {
    return this.change(userId, id, audit, async (passkey, manager) => {
      await manager.update(Passkey, { id }, { name });
      passkey.name = name;
    });
  }

  /** @returns the removed passkey, `undefined` when the account has no such passkey */
  remove(userId: string, id: string, audit: AuditPasskey): Promise<Passkey | undefined> {
    return this.change(userId, id, audit, async (_, manager) => {
      await manager.delete(Passkey, { id });
    });
  }

  /** Records a use. @returns false when the counter did not rise: one signature twice, or a copied passkey */
  async touch(id: string, counter: number): Promise<boolean> {
    const { affected } = await this.passkeys.update(
      counter === 0 ? { id } : { id, counter: LessThan(String(counter)) },
      { counter: String(counter), last_used_at: new Date() },
    );
    return affected === 1;
  }

  /** Keeps what a passkey is about to sign; challenges that have ended go. */
  async addChallenge(challenge: Omit<PasskeyChallenge, 'expires_at'>, validMs: number): Promise<void> {
    const { manager } = this.passkeys;
    await manager.delete(PasskeyChallenge, { expires_at: past() });
    await manager.insert(PasskeyChallenge, { ...challenge, expires_at: later(validMs) });
  }

  /** Uses a challenge up. @returns whether there was such an open one; `userId` must be the one it was made for */
  async takeChallenge(hash: string, purpose: PasskeyPurpose, userId: string | null): Promise<boolean> {
    const [rows] = (await this.passkeys.query(
      `DELETE FROM passkey_challenges WHERE challenge_hash = $1 AND purpose = $2 AND user_id IS NOT DISTINCT FROM $3
       AND expires_at > now() RETURNING purpose`,
      [hash, purpose, userId],
    )) as [unknown[], number];
    return rows.length === 1;
  }

  private change(
    userId: string,
    id: string,
    audit: AuditPasskey,
    work: (passkey: Passkey, manager: EntityManager) => Promise<void>,
  ): Promise<Passkey | undefined> {
    return this.passkeys.manager.transaction(async (manager) => {
      const passkey = await manager.findOne(Passkey, {
        where: { id, user_id: userId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!passkey) return undefined;
      await work(passkey, manager);
      await audit(passkey, manager);
      return passkey;
    });
  }
}

function rethrowTaken(error: unknown): never {
  if (error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '23505')
    throw new DomainError('passkey.exists', 'This passkey is registered already, here or with another account.');
  throw error;
}
