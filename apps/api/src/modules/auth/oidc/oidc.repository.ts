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
   * Those that have ended go, and the oldest ones of a place that begins too many: nobody is kept out by the others.
   * @param most on the way from one place, and from all places together
   */
  async begin(
    signIn: Omit<OidcSignIn, 'created_at' | 'expires_at'>,
    validMs: number,
    most: { ofPlace: number; all: number },
  ): Promise<void> {
    await this.signIns.delete({ expires_at: past() });
    await this.dropOldest(signIn.address_block, most.ofPlace);
    if ((await this.signIns.count()) >= most.all) {
      const [fullest] = (await this.signIns.query(
        'SELECT address_block AS block, count(*)::int FROM oidc_sign_ins GROUP BY 1 ORDER BY 2 DESC LIMIT 1',
      )) as { block: string; count: number }[];
      if (fullest) await this.dropOldest(fullest.block, Math.min(fullest.count, most.ofPlace));
    }
    await this.signIns.insert({ ...signIn, expires_at: later(validMs) });
  }

  /** Leaves room for one more of a place. */
  private async dropOldest(block: string, most: number): Promise<void> {
    await this.signIns.query(
      `DELETE FROM oidc_sign_ins WHERE state_hash IN (
         SELECT state_hash FROM oidc_sign_ins WHERE address_block = $1 ORDER BY created_at DESC OFFSET $2)`,
      [block, most - 1],
    );
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

  wasLogoutTokenUsed(tokenHash: string): Promise<boolean> {
    return this.signIns.manager.existsBy(OidcLogoutToken, { token_hash: tokenHash });
  }

  /** Notes that a logout token has done its work. */
  async useLogoutToken(tokenHash: string, keepMs: number): Promise<void> {
    await this.signIns.manager.delete(OidcLogoutToken, { expires_at: past() });
    await this.signIns.manager
      .createQueryBuilder()
      .insert()
      .into(OidcLogoutToken)
      .values({ token_hash: tokenHash, expires_at: later(keepMs) })
      .orIgnore()
      .execute();
  }
}
