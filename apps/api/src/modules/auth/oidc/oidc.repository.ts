import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { later, past } from '../../../database/clock.js';
import { OidcLogoutToken } from './oidc-logout-token.entity.js';
import { OidcSignIn } from './oidc-sign-in.entity.js';

/** People who are at a provider, and logout tokens that were used. */
@Injectable()
export class OidcRepository {
  constructor(@InjectRepository(OidcSignIn) private readonly signIns: Repository<OidcSignIn>) {}

  /**
   * Those that have ended go.
   * @returns false when as many as `most` are on the way
   */
  async begin(signIn: Omit<OidcSignIn, 'created_at' | 'expires_at'>, validMs: number, most: number): Promise<boolean> {
    await this.signIns.delete({ expires_at: past() });
    if ((await this.signIns.count()) >= most) return false;
    await this.signIns.insert({ ...signIn, expires_at: later(validMs) });
    return true;
  }

  /** Ends one, for the browser that began it. @returns nothing when there is none, or another request was faster */
  async take(stateHash: string, browserHash: string, provider: string): Promise<OidcSignIn | undefined> {
    const [rows] = (await this.signIns.query(
      `DELETE FROM oidc_sign_ins WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND expires_at > now()
       RETURNING *`,
      [stateHash, browserHash, provider],
    )) as [OidcSignIn[], number];
    return rows[0];
  }

  /** Notes a logout token. @returns false when it was used before */
  async useLogoutToken(tokenHash: string, keepMs: number): Promise<boolean> {
    await this.signIns.manager.delete(OidcLogoutToken, { expires_at: past() });
    const { raw } = await this.signIns.manager
      .createQueryBuilder()
      .insert()
      .into(OidcLogoutToken)
      .values({ token_hash: tokenHash, expires_at: later(keepMs) })
      .orIgnore()
      .returning('token_hash')
      .execute();
    return (raw as unknown[]).length === 1;
  }
}
