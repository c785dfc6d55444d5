import { Inject, Injectable, Logger } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { toDomainError } from '../../../common/errors/to-problem.js';
import { addressBlock } from '../../../common/http/addresses.js';
import { annotate, annotateError, clientInfo } from '../../../common/http/request.js';
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
import { OidcLimit } from './oidc-limit.js';
import { OidcRepository } from './oidc.repository.js';
import type { OidcPurpose, OidcSignIn } from './oidc-sign-in.entity.js';
import type { Answer, Claims, OidcProvider } from './provider.js';
import { Providers } from './providers.service.js';

/** How long somebody may stay at the provider, in seconds. */
const AWAY_SECONDS = 600;
/** People on the way to providers and back: from one place, at what its limit lets through, and from all. */
const MOST_AWAY = { ofPlace: 1_200, all: 20_000 };
/** Longest ID token that is kept for the sign-out, in characters. */
const LONGEST_HINT = 8_000;
/** The page of the web app that people come back to. */
const LANDING = '/login';

/** The way to a provider and back: the authorization code flow with PKCE, bound to the browser that began it. */
@Injectable()
export class OidcSignIns {
  private readonly logger = new Logger('Oidc');

  constructor(
    private readonly providers: Providers,
    private readonly repository: OidcRepository,
    private readonly accounts: ExternalAccounts,
    private readonly own: OwnIdentities,
    private readonly signIn: SignIn,
    private readonly secondStep: SecondStep,
    private readonly limit: OidcLimit,
    private readonly tokens: TokenReply,
    private readonly box: SecretBox,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @returns where to send the browser: to the provider, or to our own page that says what is wrong */
  async start(id: string, next: unknown, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    return this.landing(id, request, (provider) => {
      this.limit.countSignIn(clientInfo(request).ip);
      return this.begin(provider, 'sign-in', { next: localPath(next) }, request, reply);
    });
  }

  /**
   * For somebody who is signed in: to connect his account, or to confirm who he is by signing in there once more.
   * @returns the address at the provider
   * @throws DomainError `provider.not-found`, `oidc.unavailable`, `auth.confirm-required`
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
    return this.landing(id, request, async (provider, about) => {
      const query = parametersOf(request);
      const browser = readBrowserSecret(request);
      const state = query.get('state') ?? '';
      const away = browser && (await this.repository.take(sha256(state), sha256(browser), id));
      if (!browser || !away) {
        // Whoever was sent away here has been counted then.
        this.limit.countSignIn(clientInfo(request).ip);
        throw new DomainError(
          'oidc.state-lost',
          'This sign-in was begun elsewhere, is too old, or was ended already. Begin again.',
        );
      }
      about.purpose = away.purpose;
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
      address_block: addressBlock(clientInfo(request).ip),
    };
    await this.repository.begin(row, AWAY_SECONDS * 1_000, MOST_AWAY);
    return url;
  }

  /** Opens a session, or asks for the second factor where the provider did not. */
  private async enter(
    { settings }: OidcProvider,
    ...[answer, { next }, request, reply]: [Answer, OidcSignIn, FastifyRequest, FastifyReply]
  ): Promise<string> {
    const told = personOf(answer.claims, settings);
    const person = await this.accounts.signedIn(told, request).catch(async (error: unknown) => {
      // Somebody at the provider has, or claims, the address of an account here.
      if (error instanceof DomainError && ['oidc.email-taken', 'oidc.provisioned'].includes(error.code))
        await this.signIn.auditRefusal(request, error.code, { id: null, name: null }, identityOf(answer.claims));
      throw error;
    });
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
      ...(typeof claims.auth_time === 'number' && claims.auth_time > 0 && { authenticated_at: claims.auth_time }),
      id_token: idToken.length > LONGEST_HINT ? null : this.box.seal(idToken, identityId).toString('base64'),
    };
  }

  /**
   * A browser gets a page of ours for what went wrong, with our code; nothing of the provider is in its address.
   * @param way may say meanwhile what it is about: to begin a sign-in is no second try of anything else
   */
  private async landing(
    id: string,
    request: FastifyRequest,
    way: (provider: OidcProvider, about: { purpose: OidcPurpose }) => Promise<string>,
  ): Promise<string> {
    const about = { purpose: 'sign-in' as OidcPurpose };
    try {
      return await way(this.providers.get(id), about);
    } catch (thrown) {
      const error = toDomainError(thrown);
      annotateError(request, error);
      if (error.code === 'internal.error')
        this.logger.error(`A sign-in failed [${request.id}]`, (thrown as Error).stack);
      const via = this.providers.all.some(({ settings }) => settings.id === id) ? id : 'unknown';
      const { purpose } = about;
      const said = { via, problem: error.code, ...(purpose !== 'sign-in' && { purpose }) };
      return `${LANDING}?${new URLSearchParams(said)}`;
    }
  }
}

/** What the audit log may say of somebody who has no account here. */
const identityOf = ({ iss, sub, email }: Claims) => ({ issuer: iss, subject: sub, email });

/** Where people open the portal; the host check has passed the host of the request. */
export const originOf = (request: FastifyRequest, publicUrl: string | undefined): string =>
  new URL(publicUrl ?? `${request.protocol}://${request.host}`).origin;

/** A path of the portal, or nothing: nobody is sent to another site. */
export function localPath(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2_000 || !/^\/(?![/\\])/.test(value)) return null;
  const base = 'http://portal.invalid';
  const url = URL.canParse(value, base) ? new URL(value, base) : null;
  // What the parser does not change has no second meaning; dots that it removed may have stood between two slashes.
  const isPath = url?.origin === base && /^[\x21-\x7e]*$/.test(value) && !url.pathname.startsWith('//');
  return isPath ? url.pathname + url.search + url.hash : null;
}

/** What the provider added to the redirect URI, as it came. */
function parametersOf({ query }: FastifyRequest): URLSearchParams {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, string | string[]>))
    for (const one of [value].flat()) found.append(name, one);
  return found;
}
