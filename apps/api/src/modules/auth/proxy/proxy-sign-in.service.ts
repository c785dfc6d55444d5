import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { isLoopbackHost } from '../../../common/http/addresses.js';
import { newId } from '../../../common/http/ids.js';
import { annotate } from '../../../common/http/request.js';
import { SharedCounts } from '../../../common/redis/shared-counts.js';
import { ENV, type Env } from '../../../config/env.js';
import { PROXY_ID } from '../../../config/trusted-header.js';
import { LogService } from '../../logging/index.js';
import { AddressLimit } from '../address-limit.js';
import { ExternalAccounts } from '../external-accounts.service.js';
import { ExternalSessionRepository } from '../external-session.repository.js';
import { IdentityRepository } from '../oidc/identity.repository.js';
import type { ProviderDto } from '../oidc/oidc.dto.js';
import { requireOwnPage } from '../refresh-cookie.js';
import type { LoginChallengeDto } from '../second-factor/second-step.dto.js';
import { SecondStep } from '../second-factor/second-step.service.js';
import { SECURITY_CONFIRMATION_MS, SessionService, type Tokens } from '../session.service.js';
import { SignIn } from '../sign-in.service.js';
import { ProxyHeaders } from './proxy-headers.js';

/** Sessions of one person within a minute. Counted by person: behind a proxy all have one address. */
const MOST_PER_MINUTE = 30;

/** Sign-in by a proxy that has asked people who they are. */
@Injectable()
export class ProxySignIn implements OnApplicationBootstrap {
  private readonly limit: AddressLimit;

  constructor(
    private readonly headers: ProxyHeaders,
    private readonly accounts: ExternalAccounts,
    private readonly identities: IdentityRepository,
    private readonly signIn: SignIn,
    private readonly secondStep: SecondStep,
    private readonly sessions: SessionService,
    private readonly externals: ExternalSessionRepository,
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
    shared: SharedCounts,
  ) {
    this.limit = new AddressLimit(MOST_PER_MINUTE, 60_000, 'proxy-sign-ins', shared);
  }

  onApplicationBootstrap(): void {
    if (!this.headers.isOn) return;
    const { TRUSTED_HEADER_AUTH: name, TRUSTED_HEADER_NETWORKS: networks, TRUSTED_HEADER_SECRET: secret } = this.env;
    const logger = new Logger('Auth');
    logger.log(`Sign-in by the header ${name} is on, for connections from ${networks!.join(', ')}.`);
    if (secret === undefined && !isLoopbackHost(this.env.HOST))
      logger.warn(
        `Whoever can connect from ${networks!.join(', ')} signs in as anybody: set TRUSTED_HEADER_SECRET too, or let ` +
          'HOST be 127.0.0.1 behind a proxy on this machine.',
      );
  }

  /** What the sign-in page offers; nothing to whom does not come through the proxy. */
  offered(request: FastifyRequest): ProviderDto[] {
    if (!this.headers.isFromProxy(request)) return [];
    try {
      const subject = this.headers.subjectOf(request);
      return [{ id: PROXY_ID, name: subject ?? '', kind: 'proxy', available: subject !== undefined }];
    } catch (error) {
      if (error instanceof DomainError) return [{ id: PROXY_ID, name: '', kind: 'proxy', available: false }];
      throw error;
    }
  }

  /**
   * Opens a session of the person whom the proxy names, or asks for the second factor where the proxy does not.
   * @throws DomainError `auth.cross-site`, `provider.not-found`, `proxy.…`, `request.rate-limited`, `oidc.no-account`,
   * `oidc.email-taken`, `auth.account-inactive`, `auth.account-pending`
   */
  async enter(request: FastifyRequest): Promise<Tokens | LoginChallengeDto> {
    requireOwnPage(request, this.env.PUBLIC_URL);
    const told = this.headers.personOf(request);
    const retryAfter = this.limit.count(told.subject);
    if (retryAfter !== undefined)
      throw new DomainError('request.rate-limited', 'Too many sign-ins. Try again in a minute.', { retryAfter });
    // The name of every sign-in in both logs.
    request.action = 'auth.login';
    const who = { issuer: told.issuer, subject: told.subject };
    const { user, identityId } = await this.signIn.auditing(request, who, () => this.accounts.signedIn(told, request));
    annotate(request, { login: user.username });
    await this.signIn.requireActive(user, request);
    const second_factor = this.env.TRUSTED_HEADER_SECOND_FACTOR === 'yes';
    const external = { identity_id: identityId, provider: PROXY_ID, sid: null, second_factor, id_token: null };
    const challenge = second_factor ? undefined : await this.secondStep.begin(user, request, external);
    return challenge ?? this.signIn.open(user, request, {}, {}, external);
  }

  /** @throws DomainError `auth.confirm-required`, `oidc.connected-elsewhere`, as `ProxyHeaders.personOf` */
  async connect(caller: Principal, request: FastifyRequest): Promise<void> {
    await this.sessions.requireRecent(caller, SECURITY_CONFIRMATION_MS);
    const { issuer, subject, email } = this.headers.personOf(request);
    const row = { id: newId(), user_id: caller.userId, issuer, subject, email };
    const who = { id: caller.userId, name: caller.username };
    const isNew = await this.identities.connect(row, (manager) =>
      this.log.audit(
        request,
        {
          action: 'auth.identity-connected',
          actor: who,
          target: { type: 'user', ...who },
          metadata: { issuer },
        },
        manager,
      ),
    );
    if (!isNew && (await this.identities.find(issuer, subject))?.user_id !== caller.userId)
      throw new DomainError('oidc.connected-elsewhere', 'Whom the proxy names has another account here already.');
  }

  /**
   * One browser may pass from one person to another without a word to the portal. A session that the proxy opened ends
   * when the proxy names somebody else.
   * @throws DomainError `auth.invalid-token`, `proxy.header-invalid`
   */
  async requireSamePerson(
    request: FastifyRequest,
    { proxySubject, sessionId }: Pick<Principal, 'proxySubject' | 'sessionId'>,
  ): Promise<void> {
    if (proxySubject === undefined) return;
    const named = this.headers.subjectOf(request);
    if (named === undefined || named === proxySubject) return;
    await this.sessions.endWithAnswers(sessionId!, (manager) =>
      this.log.audit(request, { action: 'auth.proxy-person-changed', metadata: { session: sessionId } }, manager),
    );
    throw new DomainError(
      'auth.invalid-token',
      'The proxy names somebody else by now, so this session has ended. Sign in again.',
    );
  }

  /** The same for a session that its cookie continues, when nobody is known yet. */
  async requireSameOwner(request: FastifyRequest, sessionId: string): Promise<void> {
    if (!this.headers.isFromProxy(request)) return;
    await this.requireSamePerson(request, { sessionId, proxySubject: await this.externals.proxySubject(sessionId) });
  }
}
