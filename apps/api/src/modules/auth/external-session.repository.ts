import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { PROXY_ID } from '../../config/trusted-header.js';
import { ExternalIdentity } from './oidc/external-identity.entity.js';
import { ExternalSession, type ExternalSignIn } from './external-session.entity.js';

/** Sessions that were opened through a provider. */
@Injectable()
export class ExternalSessionRepository {
  constructor(@InjectRepository(ExternalSession) private readonly sessions: Repository<ExternalSession>) {}

  /** Belongs into the transaction that opens the session. */
  async insert(manager: EntityManager, sessionId: string, external: ExternalSignIn): Promise<void> {
    const { identity_id, provider, sid, second_factor, id_token } = external;
    await manager.update(ExternalIdentity, { id: identity_id }, { second_factor });
    await manager.insert(ExternalSession, {
      session_id: sessionId,
      identity_id,
      provider,
      sid,
      second_factor,
      id_token: id_token === null ? null : Buffer.from(id_token, 'base64'),
    });
  }

  find(sessionId: string): Promise<ExternalSession | null> {
    return this.sessions.findOneBy({ session_id: sessionId });
  }

  /** Whether the provider asked for a second factor when this session was opened. */
  hadSecondFactor(sessionId: string): Promise<boolean> {
    return this.sessions.existsBy({ session_id: sessionId, second_factor: true });
  }

  /** Whom the proxy named when it opened this session; `undefined` for other sessions. */
  async proxySubject(sessionId: string): Promise<string | undefined> {
    const [row] = (await this.sessions.query(
      `SELECT i.subject FROM external_sessions e JOIN external_identities i ON i.id = e.identity_id
       WHERE e.session_id = $1 AND e.provider = $2`,
      [sessionId, PROXY_ID],
    )) as { subject: string }[];
    return row?.subject;
  }

  /** Whether a provider asked for one when this person signed in there last. */
  async hasSecondFactor(userId: string): Promise<boolean> {
    return this.sessions.manager.existsBy(ExternalIdentity, { user_id: userId, second_factor: true });
  }

  /**
   * Ends sign-ins that wait here for a second factor, as `live` finds those that do not.
   * @param which at least one of the two
   */
  async dropWaiting(issuer: string, which: { sid?: string; subject?: string }): Promise<void> {
    await this.sessions.query(
      `DELETE FROM login_challenges c USING external_identities i
       WHERE i.id::text = c.external->>'identity_id' AND ${ofProvider("c.external->>'sid'")}`,
      [issuer, which.sid ?? null, which.subject ?? null],
    );
  }

  /**
   * Ids of the sessions that live and are of a provider's session, or of all sessions of one of its accounts.
   * @param which at least one of the two
   */
  async live(issuer: string, which: { sid?: string; subject?: string }): Promise<string[]> {
    const rows = (await this.sessions.query(
      `SELECT e.session_id AS id FROM external_sessions e JOIN external_identities i ON i.id = e.identity_id
         JOIN sessions s ON s.id = e.session_id
       WHERE ${ofProvider('e.sid')}
         AND s.revoked_at IS NULL AND s.expires_at > now()`,
      [issuer, which.sid ?? null, which.subject ?? null],
    )) as { id: string }[];
    return rows.map(({ id }) => id);
  }
}

/**
 * Condition: of the issuer $1, with its session $2 and its person $3 as far as they are given. A sign-in that told no
 * session may be of any session of its person.
 */
const ofProvider = (sid: string): string =>
  `i.issuer = $1 AND ($3::text IS NULL OR i.subject = $3)
   AND ($2::text IS NULL OR ${sid} = $2 OR (${sid} IS NULL AND $3::text IS NOT NULL))`;
