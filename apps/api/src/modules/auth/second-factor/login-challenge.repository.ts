import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { later, past } from '../../../database/clock.js';
import { User } from '../user.entity.js';
import type { Audit } from '../session.repository.js';
import { LoginChallenge } from './login-challenge.entity.js';

/** Sign-ins that wait for the second factor, and the wrong codes of accounts. */
@Injectable()
export class LoginChallengeRepository {
  constructor(@InjectRepository(LoginChallenge) private readonly challenges: Repository<LoginChallenge>) {}

  /** Challenges that have ended go. */
  async insert(
    challenge: Omit<LoginChallenge, 'attempts' | 'expires_at'>,
    validMs: number,
    audit: Audit,
  ): Promise<void> {
    await this.challenges.manager.transaction(async (manager) => {
      await manager.delete(LoginChallenge, { expires_at: past() });
      await manager.insert(LoginChallenge, { ...challenge, expires_at: later(validMs) });
      await audit(manager);
    });
  }

  /** Whose sign-in it is, while it waits and codes are left to try. */
  async findOwner(tokenHash: string, most: number): Promise<User | null> {
    return this.challenges.manager
      .createQueryBuilder(User, 'u')
      .innerJoin(LoginChallenge, 'c', 'c.user_id = u.id')
      .where('c.token_hash = :tokenHash AND c.expires_at > now() AND c.attempts < :most', { tokenHash, most })
      .getOne();
  }

  /** Counts a code before it is looked at, so that many at once gain nothing. @returns false when none is left */
  async countAttempt(tokenHash: string, most: number): Promise<boolean> {
    const { affected } = await this.challenges
      .createQueryBuilder()
      .update()
      .set({ attempts: () => 'attempts + 1' })
      .where('token_hash = :tokenHash AND attempts < :most AND expires_at > now()', { tokenHash, most })
      .execute();
    return affected === 1;
  }

  /** Uses it up. @returns nothing when another request was faster */
  async take(tokenHash: string): Promise<Pick<LoginChallenge, 'external'> | undefined> {
    const [rows] = (await this.challenges.query(
      'DELETE FROM login_challenges WHERE token_hash = $1 RETURNING external',
      [tokenHash],
    )) as [Pick<LoginChallenge, 'external'>[], number];
    return rows[0];
  }

  /**
   * Counts a code of an account as wrong until its outcome is known. From the `free`th one on, each doubles the wait.
   * @returns the seconds to wait when the account is blocked; nothing is counted then
   */
  async countFailure(
    userId: string,
    { free, firstSeconds, mostSeconds }: { free: number; firstSeconds: number; mostSeconds: number },
  ): Promise<number | undefined> {
    // A day without a code clears the count.
    const failures = `CASE WHEN f.last_at < now() - interval '1 day' THEN 1 ELSE f.failures + 1 END`;
    const wait = `CASE WHEN (${failures}) < $2 THEN 0 ELSE least($3 * 2 ^ least((${failures}) - $2, 30), $4) END`;
    // Not `now()` in the condition: it is the time before a parallel attempt released the row, and that one's own time
    // would then count as a wait.
    const rows = (await this.challenges.query(
      `INSERT INTO code_failures AS f (user_id, failures, blocked_until, last_at) VALUES ($1, 1, now(), now())
       ON CONFLICT (user_id) DO UPDATE SET failures = ${failures}, last_at = now(),
         blocked_until = now() + (${wait}) * interval '1 second'
       WHERE f.blocked_until <= clock_timestamp() RETURNING failures`,
      [userId, free, firstSeconds, mostSeconds],
    )) as unknown[];
    if (rows.length > 0) return undefined;
    const [row] = (await this.challenges.query(
      `SELECT ceil(extract(epoch FROM blocked_until - now()))::int AS seconds FROM code_failures WHERE user_id = $1`,
      [userId],
    )) as { seconds: number }[];
    return Math.max(1, row?.seconds ?? 1);
  }

  async forgetFailures(userId: string): Promise<void> {
    await this.challenges.query('DELETE FROM code_failures WHERE user_id = $1', [userId]);
  }
}
