import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Audit } from '../session.repository.js';
import { TotpSecret } from './totp-secret.entity.js';

@Injectable()
export class TotpRepository {
  constructor(@InjectRepository(TotpSecret) private readonly secrets: Repository<TotpSecret>) {}

  find(userId: string): Promise<TotpSecret | null> {
    return this.secrets.findOneBy({ user_id: userId });
  }

  /** Keeps a secret that is not confirmed yet; the confirmed one still counts. */
  async begin(userId: string, pending: Buffer): Promise<void> {
    await this.secrets.upsert({ user_id: userId, pending_secret: pending }, ['user_id']);
  }

  /** Makes the pending secret count. @returns false when it is no longer the pending one */
  confirm(userId: string, pending: Buffer, step: number, audit: Audit): Promise<boolean> {
    return this.secrets.manager.transaction(async (manager) => {
      const { affected } = await manager.update(
        TotpSecret,
        { user_id: userId, pending_secret: pending },
        { secret: pending, pending_secret: null, confirmed_at: new Date(), last_step: String(step) },
      );
      if (affected) await audit(manager);
      return affected === 1;
    });
  }

  /** Replaces each secret by what `change` makes of it; rows that somebody changes meanwhile stay as they are. */
  async rewrite(change: (box: Buffer, userId: string) => Buffer | undefined): Promise<void> {
    for (const { user_id, secret, pending_secret } of await this.secrets.find()) {
      const [next, nextPending] = [secret, pending_secret].map((box) => (box && change(box, user_id)) ?? box);
      await this.secrets.query(
        `UPDATE totp_secrets SET secret = $2, pending_secret = $3 WHERE user_id = $1
           AND secret IS NOT DISTINCT FROM $4 AND pending_secret IS NOT DISTINCT FROM $5`,
        [user_id, next, nextPending, secret, pending_secret],
      );
    }
  }

  /** Takes the code of a time step. @returns false when that code, or a later one, was taken before */
  async take(userId: string, step: number): Promise<boolean> {
    const [rows] = (await this.secrets.query(
      'UPDATE totp_secrets SET last_step = $2 WHERE user_id = $1 AND coalesce(last_step, -1) < $2 RETURNING user_id',
      [userId, step],
    )) as [unknown[], number];
    return rows.length === 1;
  }
}
