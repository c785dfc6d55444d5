import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { annotate } from '../../../common/http/request.js';
import { SecretBox } from '../../../common/secret-box.js';
import { ENV, type Env } from '../../../config/env.js';
import { PROXY_ID } from '../../../config/trusted-header.js';
import { LogService } from '../../logging/index.js';
import { ExternalSessionRepository } from '../external-session.repository.js';
import { SessionService } from '../session.service.js';
import { sha256 } from './browser-cookie.js';
import { OidcRepository } from './oidc.repository.js';
import { originOf } from './oidc-sign-in.service.js';
import { CLOCK_SKEW_SECONDS } from './provider.js';
import { Providers } from './providers.service.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Oldest logout token that counts, in seconds. Used ones are remembered for longer. */
const OLDEST_SECONDS = 300;
const REMEMBERED_MS = 2 * (OLDEST_SECONDS + 2 * CLOCK_SKEW_SECONDS) * 1_000;

/** Sign-out that begins at the provider, and sign-out here that goes on there. */
@Injectable()
export class OidcLogout {
  constructor(
    private readonly providers: Providers,
    private readonly repository: OidcRepository,
    private readonly externals: ExternalSessionRepository,
    private readonly sessions: SessionService,
    private readonly box: SecretBox,
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * Ends the sessions that a logout token of a provider names, with the answers that they wait for, in all processes.
   * @throws DomainError `provider.not-found`, `oidc.logout-refused`, `oidc.unavailable`
   */
  async fromProvider(id: string, token: string, request: FastifyRequest): Promise<void> {
    const { issuer, tokenHash, ...which } = await this.checked(id, token, request);
    await this.externals.dropWaiting(issuer, which);
    const ended = await this.externals.live(issuer, which);
    for (const session of ended)
      await this.sessions.endWithAnswers(session, (manager) =>
        this.log.audit(request, { action: 'auth.provider-logout', metadata: { provider: id, session } }, manager),
      );
    // Last, so that the provider may send it again when something went wrong.
    await this.repository.useLogoutToken(tokenHash, REMEMBERED_MS);
  }

  /** Where a person who signs out here signs out of the provider, or of the proxy, too; nothing for other sessions. */
  async addressFor(sessionId: string, request: FastifyRequest): Promise<string | undefined> {
    const external = await this.externals.find(sessionId);
    if (external?.provider === PROXY_ID) return this.env.TRUSTED_HEADER_LOGOUT_URL;
    const provider = external && this.providers.all.find(({ settings }) => settings.id === external.provider);
    if (!provider) return undefined;
    const hint = external.id_token && this.box.open(external.id_token, external.identity_id);
    return provider.endSessionUrl(hint || undefined, `${originOf(request, this.env.PUBLIC_URL)}/login`);
  }

  private async checked(
    id: string,
    token: string,
    request: FastifyRequest,
  ): Promise<{ issuer: string; tokenHash: string; sid: string | undefined; subject: string | undefined }> {
    const refused = (internal: string) => {
      annotate(request, { error_detail: internal });
      return new DomainError('oidc.logout-refused', 'The logout token is not valid.', { internal });
    };
    const claims = await this.providers
      .get(id)
      .verifyLogoutToken(token)
      .catch((error: unknown) => {
        if (error instanceof DomainError) throw error;
        throw refused(error instanceof Error ? error.message.slice(0, 200) : 'unreadable');
      });
    const { iss: issuer = '', sub, sid, iat, jti, nonce, events } = claims;
    const now = Date.now() / 1_000;
    if (nonce !== undefined) throw refused('it has a nonce, so it is an ID token');
    if (typeof events !== 'object' || events === null || !(EVENT in events)) throw refused('it is of no logout');
    if (typeof iat !== 'number' || Math.abs(now - iat) > OLDEST_SECONDS + CLOCK_SKEW_SECONDS)
      throw refused('iat is missing, too old or to come');
    if (typeof jti !== 'string' || jti === '') throw refused('jti is missing');
    const named = {
      sid: typeof sid === 'string' ? sid : undefined,
      subject: typeof sub === 'string' ? sub : undefined,
    };
    if (named.sid === undefined && named.subject === undefined) throw refused('it names neither session nor subject');
    const tokenHash = sha256(`${issuer}\n${jti}`);
    if (await this.repository.wasLogoutTokenUsed(tokenHash)) throw refused('it was used before');
    return { issuer, tokenHash, ...named };
  }
}
