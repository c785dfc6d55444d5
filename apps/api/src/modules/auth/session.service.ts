import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Principal } from '../../common/access/principal.js';
import type { ClientInfo } from '../../common/http/request.js';
import { newId } from '../../common/http/ids.js';
import { Changes } from '../../common/redis/changes.js';
import { ENV, type Env } from '../../config/env.js';
import { PrincipalCache } from './principal.cache.js';
import type { ExternalSignIn } from './external-session.entity.js';
import { SessionRepository, type Audit, type SessionLife } from './session.repository.js';
import type { Session } from './session.entity.js';
import { TokenClock } from './token-clock.js';
import type { User } from './user.entity.js';

/** Days a session lives after its last use. */
export const SESSION_DAYS = 30;
/** How long a confirmed password counts as recent. */
const CONFIRMATION_VALID_MS = 60 * 60_000;
/** The same for changes of how the account signs in: a session that is left open must not change its locks. */
export const SECURITY_CONFIRMATION_MS = 5 * 60_000;
/** Two tabs may send the same refresh token at once; the slower one is accepted for this long. */
const REFRESH_GRACE_MS = 10_000;

/** Claims of the access token: only the session, nothing that could become outdated. */
export interface AccessClaims {
  sub: string;
  sid: string;
  typ: 'access';
  /** Issued at, in seconds; the end is counted from here. */
  iat: number;
}

export interface Tokens {
  token: string;
  expires_in: number;
  user: User;
  sessionId: string;
  /** New refresh token for the cookie; absent when another tab has already set the newest one. */
  refresh?: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly jwt: JwtService,
    private readonly cache: PrincipalCache,
    private readonly clock: TokenClock,
    private readonly changes: Changes,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * @param lastLogin of the account before this one: the person at this device knows what changed until then
   * @param external by whose word it is opened; such a session is no more confirmed than that says, and ends
   */
  async open(
    user: User,
    client: ClientInfo,
    lastLogin: Date | null,
    audit: (manager: EntityManager, sessionId: string) => Promise<void>,
    external?: Pick<ExternalSignIn, 'authenticated_at'>,
  ): Promise<Tokens> {
    const is_external = external !== undefined;
    const id = newId();
    const secret = randomBytes(32).toString('base64url');
    const now = new Date();
    await this.sessions.insert(
      {
        id,
        user_id: user.id,
        refresh_hash: sha256(secret),
        previous_hash: null,
        user_agent: client.userAgent,
        ip_address: client.ip,
        last_seen_at: now,
        notices_seen_at: lastLogin ?? now,
        revoked_at: null,
        is_external,
      },
      this.lifeOf({ is_external }),
      external && new Date(Math.min((external.authenticated_at ?? 0) * 1_000, now.getTime())),
      (manager) => audit(manager, id),
    );
    return { ...this.access(user, id), refresh: `${id}.${secret}` };
  }

  /**
   * Exchanges a refresh token for new ones. Reuse of an exchanged token means that somebody copied it, so the session
   * ends.
   * @param auditReuse records that
   * @throws DomainError `auth.required`, `auth.provider-again`, `auth.account-inactive`
   */
  async refresh(
    refreshToken: string | undefined,
    client: ClientInfo,
    auditReuse: (user: User, manager: EntityManager) => Promise<void>,
  ): Promise<Tokens> {
    const [id = '', secret = ''] = (refreshToken ?? '').split('.');
    const isId = /^[0-9a-f-]{36}$/.test(id);
    const live = isId ? await this.sessions.findLive(id) : null;
    const { mostMs } = this.lifeOf({ is_external: true });
    // Not by `expires_at` alone: it may have been written when sessions lived for longer.
    if (isId && mostMs !== undefined && live?.session.is_external !== false && (await this.sessions.isOver(id, mostMs)))
      throw new DomainError('auth.provider-again', 'The session has reached its end. Sign in at the provider again.');
    if (!live) throw new DomainError('auth.required', 'The session has ended. Sign in again.');
    const { session, user } = live;
    if (!user.is_active)
      throw new DomainError('auth.account-inactive', 'The account is deactivated. Ask an administrator.');
    const presented = sha256(secret);
    const next = randomBytes(32).toString('base64url');
    if (same(presented, session.refresh_hash)) {
      const now = new Date();
      const change = {
        refresh_hash: sha256(next),
        previous_hash: presented,
        last_seen_at: now,
        ip_address: client.ip,
        user_agent: client.userAgent,
      };
      if (await this.sessions.rotate(id, presented, change, this.lifeOf(session)))
        return { ...this.access(user, id), refresh: `${id}.${next}` };
      return this.access(user, id); // Another tab of the same browser was faster.
    }
    const graced =
      session.previous_hash !== null &&
      same(presented, session.previous_hash) &&
      (await this.sessions.wasRotatedWithin(id, REFRESH_GRACE_MS));
    if (graced) return this.access(user, id);
    await this.end(id, (manager) => auditReuse(user, manager));
    throw new DomainError('auth.required', 'This session was used from two places and has been ended. Sign in again.');
  }

  /** Records that the person has proved now who he is. */
  async confirm(id: string, audit?: Audit): Promise<void> {
    await this.sessions.confirm(id, audit);
  }

  /**
   * @throws DomainError `auth.confirm-required` when the password was last confirmed too long ago for a dangerous
   * action
   */
  async requireRecent({ sessionId }: Principal, validMs = CONFIRMATION_VALID_MS): Promise<void> {
    if (sessionId && (await this.sessions.wasConfirmedWithin(sessionId, validMs))) return;
    throw new DomainError(
      'auth.confirm-required',
      'It has been a while since you gave your password. Confirm it, then try again.',
    );
  }

  /** Until when the person at this device knows the changes of the account. */
  noticesSeenAt(id: string): Promise<Date> {
    return this.sessions.noticesSeenAt(id);
  }

  async markNoticesSeen(id: string): Promise<void> {
    await this.sessions.markNoticesSeen(id, new Date());
  }

  async list(userId: string): Promise<Session[]> {
    return this.sessions.listLive(userId);
  }

  /** @throws DomainError `session.not-found`, also for somebody else's session */
  async endOwn(userId: string, id: string, audit: Audit): Promise<void> {
    if (!(await this.sessions.revoke(id, userId, audit)))
      throw new DomainError('session.not-found', 'There is no such session. It may have ended already.');
    this.cache.forgetSession(id);
  }

  async end(id: string, audit?: Audit): Promise<void> {
    await this.sessions.revoke(id, undefined, audit);
    this.cache.forgetSession(id);
  }

  /** Ends a session and, in all processes, the answers that it waits for. */
  async endWithAnswers(id: string, audit: Audit): Promise<void> {
    await this.sessions.revoke(id, undefined, audit, true);
    this.hasEndedWithAnswers(id);
  }

  /** The same for a session that was ended in another transaction. */
  hasEndedWithAnswers(id: string): void {
    this.cache.forgetSession(id);
    this.changes.announce('ended-session', id);
  }

  /** Those of these sessions whose answers shall end, for a process that was not told. */
  async endedWithAnswers(ids: readonly string[]): Promise<string[]> {
    return ids.length === 0 ? [] : this.sessions.endedFromOutside(ids);
  }

  async endAll(userId: string, exceptId?: string): Promise<void> {
    await this.sessions.revokeAll(userId, exceptId);
    this.cache.forgetAll();
  }

  /** Whoever came by a provider's word comes again for it, so that who has left there stays out here. */
  private lifeOf({ is_external }: Pick<Session, 'is_external'>): SessionLife {
    const hours = is_external ? this.env.EXTERNAL_SESSION_HOURS : 0;
    return { idleMs: SESSION_DAYS * 86_400_000, mostMs: hours === 0 ? undefined : hours * 3_600_000 };
  }

  private access(user: User, sid: string): Tokens {
    const claims: AccessClaims = { sub: user.id, sid, typ: 'access', iat: this.clock.seconds() };
    return { token: this.jwt.sign(claims), expires_in: this.env.ACCESS_TOKEN_MINUTES * 60, user, sessionId: sid };
  }
}
