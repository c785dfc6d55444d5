import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { annotate, annotateError } from '../../../common/http/request.js';
import { SecretBox } from '../../../common/secret-box.js';
import { ENV, type Env } from '../../../config/env.js';
import { ExternalAccounts, type KnownPerson } from '../external-accounts.service.js';
import type { ExternalSignIn } from '../external-session.entity.js';
import { SecondStep } from '../second-factor/second-step.service.js';
import { SignIn } from '../sign-in.service.js';
import { TokenReply } from '../token-reply.js';
import { browserSecret, readBrowserSecret, secretsOf, sha256 } from './browser-cookie.js';
import { hadSecondFactor, personOf } from './claims.js';
import { OwnIdentities } from './own-identities.service.js';
import { OidcRepository } from './oidc.repository.js';
import type { OidcPurpose, OidcSignIn } from './oidc-sign-in.entity.js';
import type { Answer, OidcProvider } from './provider.js';
import { Providers } from './providers.service.js';

/** How long somebody may stay at the provider, in seconds. */
const AWAY_SECONDS = 600;
/** People on the way to providers and back. */
const MOST_AWAY = 20_000;
/** Longest ID token that is kept for the sign-out, in characters. */
const LONGEST_HINT = 8_000;
/** The page of the web app that people come back to. */
const LANDING = '/login';

/** The way to a provider and back: the authorization code flow with PKCE, bound to the browser that began it. */
@Injectable()
export class OidcSignIns {
  constructor(
    private readonly providers: Providers,
    private readonly repository: OidcRepository,
    private readonly accounts: ExternalAccounts,
    private readonly own: OwnIdentities,
    private readonly signIn: SignIn,
    private readonly secondStep: SecondStep,
    private readonly tokens: TokenReply,
    private readonly box: SecretBox,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @returns where to send the browser: to the provider, or to our own page that says what is wrong */
  async start(id: string, next: unknown, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const provider = this.providers.get(id);
    return this.landing(provider, request, () =>
      this.begin(provider, 'sign-in', { next: localPath(next) }, request, reply),
    );
  }

  /**
   * For somebody who is signed in: to connect his account, or to confirm who he is by signing in there once more.
   * @returns the address at the provider
   * @throws DomainError `provider.not-found`, `oidc.unavailable`, `auth.busy`, `auth.confirm-required`
   */
  async startFor(
    id: string,
    purpose: Exclude<OidcPurpose, 'sign-in'>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const provider = this.providers.get(id);
    const { sessionId } = request.principal!;
    if (purpose === 'connect') await this.own.requireRecent(request.principal!);
    return this.begin(provider, purpose, { sessionId }, request, reply);
  }

  /** @returns where to send the browser, which always is a page of ours */
  async finish(id: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const provider = this.providers.get(id);
    return this.landing(provider, request, async () => {
      const query = parametersOf(request);
      const browser = readBrowserSecret(request);
      const state = query.get('state') ?? '';
      const away = browser && (await this.repository.take(sha256(state), sha256(browser), id));
      if (!browser || !away)
        throw new DomainError(
          'oidc.state-lost',
          'This sign-in was begun elsewhere, is too old, or was ended already. Begin again.',
        );
      const answer = await provider.exchange(new URL(`${away.redirect_uri}?${query}`), secretsOf(browser, state));
      if (away.purpose === 'sign-in') return this.enter(provider, answer, away, request, reply);
      const { identityId } = await this.own.returned(provider, answer.claims, away, request);
      annotate(request, { identity: identityId });
      return `${LANDING}?${new URLSearchParams({ via: id, done: away.purpose })}`;
    });
  }

  private async begin(
    provider: OidcProvider,
    purpose: OidcPurpose,
    { sessionId = null, next = null }: { sessionId?: string | null; next?: string | null },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const { id } = provider.settings;
    const state = randomBytes(32).toString('base64url');
    const browser = browserSecret(request, reply, AWAY_SECONDS);
    const redirectUri = `${originOf(request, this.env.PUBLIC_URL)}/api/auth/oidc/${id}/callback`;
    // First the provider, which may be out: nobody is on the way then.
    const url = await provider.authorizationUrl(
      { ...secretsOf(browser, state), redirectUri },
      { fresh: purpose === 'confirm' },
    );
    const row = {
      state_hash: sha256(state),
      browser_hash: sha256(browser),
      provider: id,
      purpose,
      session_id: sessionId,
      redirect_uri: redirectUri,
      next,
    };
    if (!(await this.repository.begin(row, AWAY_SECONDS * 1_000, MOST_AWAY)))
      throw new DomainError('auth.busy', 'Too many people sign in at this moment. Try again in a few minutes.', {
        retryAfter: 60,
      });
    return url;
  }

  /** Opens a session, or asks for the second factor where the provider did not. */
  private async enter(
    { settings }: OidcProvider,
    ...[answer, { next }, request, reply]: [Answer, OidcSignIn, FastifyRequest, FastifyReply]
  ): Promise<string> {
    const person = await this.accounts.signedIn(personOf(answer.claims, settings), request);
    const { user } = person;
    annotate(request, { login: user.username });
    await this.signIn.requireActive(user, request);
    const external = this.externalOf(settings.id, person, answer);
    const query = new URLSearchParams({ via: settings.id, ...(next !== null && { redirect: next }) });
    const challenge = external.second_factor ? undefined : await this.secondStep.begin(user, request, external);
    if (challenge) {
      // In the fragment, which no server and no log ever sees.
      const fragment = new URLSearchParams({ challenge: challenge.challenge, methods: challenge.methods.join(',') });
      return `${LANDING}?${query}#${fragment}`;
    }
    await this.tokens.send(request, reply, await this.signIn.open(user, request, {}, {}, external));
    return `${LANDING}?${query}`;
  }

  private externalOf(provider: string, { identityId }: KnownPerson, { claims, idToken }: Answer): ExternalSignIn {
    return {
      identity_id: identityId,
      provider,
      sid: typeof claims.sid === 'string' ? claims.sid : null,
      second_factor: hadSecondFactor(claims),
      id_token: idToken.length > LONGEST_HINT ? null : this.box.seal(idToken, identityId).toString('base64'),
    };
  }

  /** A browser gets a page of ours for what went wrong, with our code; nothing of the provider is in its address. */
  private async landing(
    { settings }: OidcProvider,
    request: FastifyRequest,
    way: () => Promise<string>,
  ): Promise<string> {
    try {
      return await way();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      annotateError(request, error);
      return `${LANDING}?${new URLSearchParams({ via: settings.id, problem: error.code })}`;
    }
  }
}

/** Where people open the portal; the host check has passed the host of the request. */
export const originOf = (request: FastifyRequest, publicUrl: string | undefined): string =>
  new URL(publicUrl ?? `${request.protocol}://${request.host}`).origin;

/** A path of the portal, or nothing: nobody is sent to another site. */
export function localPath(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2_000 || !/^\/(?![/\\])/.test(value)) return null;
  const base = 'http://portal.invalid';
  const url = URL.canParse(value, base) ? new URL(value, base) : null;
  // What the parser does not change has no second meaning.
  return url?.origin === base && /^[\x21-\x7e]*$/.test(value) ? url.pathname + url.search + url.hash : null;
}

/** What the provider added to the redirect URI, as it came. */
function parametersOf({ query }: FastifyRequest): URLSearchParams {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, string | string[]>))
    for (const one of [value].flat()) found.append(name, one);
  return found;
}
