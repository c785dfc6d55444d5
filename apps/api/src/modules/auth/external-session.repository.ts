import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { PROXY_ID } from '../../config/trusted-header.js';
import { Session } from './session.entity.js';
import { ExternalSession, type ExternalSignIn } from './external-session.entity.js';

/** Sessions that were opened through a provider. */
@Injectable()
export class ExternalSessionRepository {
  constructor(@InjectRepository(ExternalSession) private readonly sessions: Repository<ExternalSession>) {}

  /** Belongs into the transaction that opens the session. */
  async insert(manager: EntityManager, sessionId: string, { id_token, ...external }: ExternalSignIn): Promise<void> {
    await manager.insert(ExternalSession, {
      ...external,
      session_id: sessionId,
      id_token: id_token === null ? null : Buffer.from(id_token, 'base64'),
    });
    // What a proxy says of each request is no answer of the person: it confirms nothing.
    if (external.provider === PROXY_ID) await manager.update(Session, { id: sessionId }, { confirmed_at: new Date(0) });
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

  /**
   * Ids of the sessions that live and are of a provider's session, or of all sessions of one of its accounts.
   * @param which at least one of the two
   */
  async live(issuer: string, which: { sid?: string; subject?: string }): Promise<string[]> {
    const rows = (await this.sessions.query(
      `SELECT e.session_id AS id FROM external_sessions e JOIN external_identities i ON i.id = e.identity_id
         JOIN sessions s ON s.id = e.session_id
       WHERE i.issuer = $1 AND ($2::text IS NULL OR e.sid = $2) AND ($3::text IS NULL OR i.subject = $3)
         AND s.revoked_at IS NULL AND s.expires_at > now()`,
      [issuer, which.sid ?? null, which.subject ?? null],
    )) as { id: string }[];
    return rows.map(({ id }) => id);
  }
}
