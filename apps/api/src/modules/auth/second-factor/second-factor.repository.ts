import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import type { Role } from '../../../common/access/roles.js';
import { NO_PASSWORD } from '../passwords.js';

/** What an account has set up. */
export interface Enrolment {
  totp: boolean;
  passkeys: number;
  recovery_codes_left: number;
}

/** Everything that makes up a second factor; children of the account only. */
const TABLES = [
  'totp_secrets',
  'passkeys',
  'recovery_codes',
  'login_challenges',
  'passkey_challenges',
  'code_failures',
];

@Injectable()
export class SecondFactorRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async find(userId: string, manager: EntityManager = this.dataSource.manager): Promise<Enrolment> {
    const [row] = (await manager.query(
      `SELECT EXISTS (SELECT FROM totp_secrets WHERE user_id = $1 AND secret IS NOT NULL) AS totp,
         (SELECT count(*)::int FROM passkeys WHERE user_id = $1) AS passkeys,
         (SELECT count(*)::int FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL) AS recovery_codes_left`,
      [userId],
    )) as [Enrolment];
    return row;
  }

  /**
   * How many active accounts without a password have an identity of this issuer and no second factor, neither here nor
   * at another provider.
   */
  async countWithout(issuer: string, roles: readonly Role[]): Promise<number> {
    const [{ count }] = (await this.dataSource.query(
      `SELECT count(*)::int AS count FROM users u
       WHERE u.is_active AND u.password_hash = $3 AND u.role = ANY ($2)
         AND EXISTS (SELECT FROM external_identities i WHERE i.user_id = u.id AND i.issuer = $1)
         AND NOT EXISTS (SELECT FROM external_identities i WHERE i.user_id = u.id AND i.second_factor)
         AND NOT EXISTS (SELECT FROM totp_secrets t WHERE t.user_id = u.id AND t.secret IS NOT NULL)
         AND NOT EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id)`,
      [issuer, roles, NO_PASSWORD],
    )) as [{ count: number }];
    return count;
  }

  /** Removes the authenticator app. */
  async removeTotp(userId: string, audit: (manager: EntityManager) => Promise<void>): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const [rows] = (await manager.query('DELETE FROM totp_secrets WHERE user_id = $1 RETURNING secret', [
        userId,
      ])) as [{ secret: Buffer | null }[], number];
      if (!rows[0]?.secret) return false;
      await audit(manager);
      await this.dropLooseCodes(userId, manager);
      return true;
    });
  }

  /** Recovery codes stand for a factor; without one they go, so that a later one begins with fresh codes. */
  async dropLooseCodes(userId: string, manager: EntityManager): Promise<void> {
    const { totp, passkeys } = await this.find(userId, manager);
    if (!totp && passkeys === 0) await manager.query('DELETE FROM recovery_codes WHERE user_id = $1', [userId]);
  }

  /** Removes everything. @returns false when there was nothing */
  async reset(userId: string, audit: (manager: EntityManager) => Promise<void>): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const { totp, passkeys } = await this.find(userId, manager);
      for (const table of TABLES) await manager.query(`DELETE FROM ${table} WHERE user_id = $1`, [userId]);
      await audit(manager);
      return totp || passkeys > 0;
    });
  }
}
