import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../../common/access/principal.js';
import { directoryIssuer } from '../../../common/dn.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { ENV, type Env } from '../../../config/env.js';
import { PROXY_ID } from '../../../config/trusted-header.js';
import { LogService } from '../../logging/index.js';
import { NO_PASSWORD } from '../passwords.js';
import { SessionRepository } from '../session.repository.js';
import { SECURITY_CONFIRMATION_MS, SessionService } from '../session.service.js';
import { UserRepository } from '../user.repository.js';
import type { User } from '../user.entity.js';
import { emailOf } from './claims.js';
import { IdentityRepository } from './identity.repository.js';
import type { IdentitiesDto } from './oidc.dto.js';
import type { OidcSignIn } from './oidc-sign-in.entity.js';
import { CLOCK_SKEW_SECONDS, type Claims, type OidcProvider } from './provider.js';
import { Providers } from './providers.service.js';

/** The proxy in front among the providers. */
const PROXY = { id: PROXY_ID, name: 'Proxy' } as const;

/** A person's own connections with accounts at providers. */
@Injectable()
export class OwnIdentities {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly providers: Providers,
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
    private readonly sessionRows: SessionRepository,
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async list({ userId }: Principal): Promise<IdentitiesDto> {
    const [user, identities] = await Promise.all([this.users.findById(userId), this.identities.listOf(userId)]);
    const providers = this.env.oidcProviders.map(({ id, name }) => ({ id, name }));
    const directory = this.env.ldap && { id: 'ldap', name: this.env.ldap.name };
    const proxy = this.env.TRUSTED_HEADER_AUTH === undefined ? undefined : PROXY;
    const providerOf = (issuer: string): { id: string; name: string } | undefined => {
      if (this.isDirectory(issuer)) return directory;
      if (issuer === PROXY_ID) return proxy;
      return this.env.oidcProviders.find((one) => one.issuer === issuer || `${one.issuer}/` === issuer);
    };
    const hasOwn = user?.password_hash !== NO_PASSWORD;
    const inDirectory = !hasOwn && directory && identities.some(({ issuer }) => this.isDirectory(issuer));
    return {
      has_password: hasOwn || inDirectory === true,
      password_of: inDirectory ? directory.name : null,
      providers: proxy ? [...providers, proxy] : providers,
      identities: identities.map(({ id, issuer, email, created_at, last_used_at }) => ({
        id,
        provider_id: providerOf(issuer)?.id ?? null,
        name: providerOf(issuer)?.name ?? issuer,
        issuer,
        email,
        created_at,
        last_used_at,
      })),
    };
  }

  /** @throws DomainError `auth.confirm-required` */
  requireRecent(caller: Principal): Promise<void> {
    return this.sessions.requireRecent(caller, SECURITY_CONFIRMATION_MS);
  }

  /** @throws DomainError `auth.confirm-required`, `identity.not-found`, `identity.only-way` */
  async disconnect(caller: Principal, id: string, request: FastifyRequest): Promise<void> {
    await this.requireRecent(caller);
    const { userId, username, sessionId } = caller;
    const { identities: listed, password_of } = await this.list(caller);
    /** Of a provider that is configured still: nobody signs in with the others. */
    const works = (id: string) => listed.some((one) => one.id === id && one.provider_id !== null);
    const ended = await this.identities.remove({ id, userId, keep: sessionId }, ({ password_hash }, identities) => {
      const identity = identities.find((one) => one.id === id);
      if (!identity) throw new DomainError('identity.not-found', 'There is no such connection.');
      // The password of the account is the directory's, so it does not leave it.
      const isOwn = password_of !== null && this.isDirectory(identity.issuer);
      if (password_hash === NO_PASSWORD && (isOwn || !identities.some((one) => one.id !== id && works(one.id))))
        throw new DomainError(
          'identity.only-way',
          'Without it you could not sign in any more. Ask an administrator for a link that sets a password first.',
        );
      return (manager) => this.note(request, 'auth.identity-disconnected', userId, username, identity.issuer, manager);
    });
    for (const session of ended) this.sessions.hasEndedWithAnswers(session);
  }

  /**
   * Somebody who was signed in comes back from a provider.
   * @throws DomainError `oidc.state-lost` when the session has ended meanwhile, `oidc.connected-elsewhere`,
   * `oidc.other-person`, `oidc.no-auth-time`, `oidc.not-fresh`
   */
  async returned(
    provider: OidcProvider,
    claims: Claims,
    away: OidcSignIn,
    request: FastifyRequest,
  ): Promise<{ identityId: string }> {
    const { purpose, session_id } = away;
    const live = session_id === null ? null : await this.sessionRows.findLive(session_id);
    if (!live?.user.is_active)
      throw new DomainError('oidc.state-lost', 'You were signed out meanwhile. Sign in and begin again.');
    const { user } = live;
    const known = await this.identities.find(claims.iss, claims.sub);
    try {
      if (purpose === 'connect') return await this.connect(user, claims, known, provider.settings.name, request);
      return await this.confirm(user, claims, known, provider.settings.name, away, request);
    } catch (error) {
      if (error instanceof DomainError)
        await this.log.audit(request, {
          action: purpose === 'connect' ? 'auth.identity-connected' : 'auth.identity-confirmed',
          actor: { id: user.id, name: user.username },
          metadata: { issuer: claims.iss },
          detail: { code: error.code },
          result: 'refused',
        });
      throw error;
    }
  }

  private async confirm(
    { id, username }: User,
    claims: Claims,
    known: { id: string; user_id: string } | null,
    name: string,
    { session_id, created_at }: OidcSignIn,
    request: FastifyRequest,
  ): Promise<{ identityId: string }> {
    if (known?.user_id !== id)
      throw new DomainError(
        'oidc.other-person',
        `At ${name} somebody else signed in. Use the account that is connected.`,
      );
    if (typeof claims.auth_time !== 'number')
      throw new DomainError(
        'oidc.no-auth-time',
        `${name} does not say when you signed in, so that proves nothing. Ask your administrator to turn on ` +
          'auth_time there, or for a link that sets a password.',
      );
    // Some providers ignore that the person should sign in again.
    if (claims.auth_time < created_at.getTime() / 1_000 - CLOCK_SKEW_SECONDS)
      throw new DomainError(
        'oidc.not-fresh',
        `${name} did not ask you to sign in again. Sign out there, then confirm once more.`,
      );
    await this.sessions.confirm(session_id!, (manager) =>
      this.note(request, 'auth.identity-confirmed', id, username, claims.iss, manager),
    );
    return { identityId: known.id };
  }

  private async connect(
    user: User,
    claims: Claims,
    known: { id: string; user_id: string } | null,
    name: string,
    request: FastifyRequest,
  ): Promise<{ identityId: string }> {
    const elsewhere = () =>
      new DomainError('oidc.connected-elsewhere', `This account at ${name} belongs to another account here already.`);
    if (known && known.user_id !== user.id) throw elsewhere();
    if (known) return { identityId: known.id };
    const id = newId();
    const identity = { id, user_id: user.id, issuer: claims.iss, subject: claims.sub, email: emailOf(claims) };
    const connected = await this.identities.connect(identity, (manager) =>
      this.note(request, 'auth.identity-connected', user.id, user.username, claims.iss, manager),
    );
    if (!connected) throw elsewhere();
    return { identityId: id };
  }

  /** Of the directory that is configured; that of another base is none that anybody signs in with. */
  private isDirectory(issuer: string): boolean {
    return this.env.ldap !== undefined && issuer === directoryIssuer(this.env.ldap.baseDn);
  }

  private note(
    request: FastifyRequest,
    action: string,
    ...[id, name, issuer, manager]: [string, string, string, EntityManager]
  ): Promise<void> {
    const who = { id, name };
    return this.log.audit(
      request,
      { action, actor: who, target: { type: 'user', ...who }, metadata: { issuer } },
      manager,
    );
  }
}
