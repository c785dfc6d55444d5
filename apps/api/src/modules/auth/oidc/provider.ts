import { Logger } from '@nestjs/common';
import { createRemoteJWKSet, customFetch as keysFetch, errors, jwtVerify, type JWTPayload } from 'jose';
import * as oidc from 'openid-client';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { OidcSettings } from '../../../config/oidc.js';
import { CALL_TIMEOUT_MS, providerFetch } from './provider-fetch.js';
import { toSignInError, unavailable } from './sign-in-errors.js';

/** By how many seconds the clocks here and at the provider may differ. */
export const CLOCK_SKEW_SECONDS = 60;
/** For how long it counts what a provider says of itself; it is asked again by whoever needs it then. */
const DISCOVERY_MS = 15_000;
/** After a failure it is left alone for so long, so that one that hangs does not make everybody wait. */
const FAILURE_MS = 2_000;
/** How long the sign-in page, and a sign-out, wait to learn whether a provider is there. */
const PATIENCE_MS = 1_500;
/** Unknown keys in logout tokens, which anybody may send, cause no more than one look at the keys in this time. */
const KEYS_COOLDOWN_MS = 30_000;
/** Never `none`, and none with a shared secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Asks when the person proved who he is, which decides what the session may do before a confirmation. */
const AUTH_TIME = JSON.stringify({ id_token: { auth_time: { essential: true } } });

/** Claims of a person, from the ID token and, where that lacks them, from the provider's user info. */
export type Claims = JWTPayload & { iss: string; sub: string } & Record<string, unknown>;

/** What a person came back from a provider with. */
export interface Answer {
  claims: Claims;
  idToken: string;
}

/** One provider: what it says of itself, its keys, and the calls to it. Nothing of it is trusted unchecked. */
export class OidcProvider {
  private readonly logger = new Logger('Oidc');
  private asked: { found: Promise<oidc.Configuration>; until: number } | undefined;
  private known: oidc.Configuration | undefined;
  private keys: { at: string; set: ReturnType<typeof createRemoteJWKSet> } | undefined;

  constructor(readonly settings: OidcSettings) {}

  /** Whether it answers. Never rejects, and waits for a moment at most. */
  async isAvailable(): Promise<boolean> {
    return (await soon(this.discover())) !== undefined;
  }

  /**
   * Where to send a person.
   * @param fresh the person has to sign in there again
   * @throws DomainError `oidc.unavailable`
   */
  async authorizationUrl(
    { state, nonce, verifier, redirectUri }: { state: string; nonce: string; verifier: string; redirectUri: string },
    { fresh }: { fresh: boolean },
  ): Promise<string> {
    const config = await this.discover();
    return oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: this.settings.scopes,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(fresh && { prompt: 'login', max_age: '0' }),
      // A provider that does not know the parameter overlooks it; the one that asks for it may not name it.
      ...((fresh || config.serverMetadata().claims_parameter_supported) && { claims: AUTH_TIME }),
    }).href;
  }

  /**
   * Exchanges the code with which a person came back.
   * @param back the redirect URI with what the provider added to it
   * @throws DomainError `oidc.…`
   */
  async exchange(back: URL, { state, nonce, verifier }: { state: string; nonce: string; verifier: string }) {
    try {
      const config = await this.current();
      const tokens = await oidc.authorizationCodeGrant(config, back, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims() as Claims;
      await this.verify(tokens.id_token!, { issuer: claims.iss, fromProvider: true });
      const complete = await this.withUserInfo(config, claims, tokens.access_token);
      return { claims: complete, idToken: tokens.id_token! } satisfies Answer;
    } catch (error) {
      throw toSignInError(error, this.settings.name);
    }
  }

  /**
   * Checks a token that anybody may have sent: signature, issuer, audience and times.
   * @throws Error of the library
   */
  async verifyLogoutToken(token: string): Promise<JWTPayload & Record<string, unknown>> {
    const { issuer } = (await this.current()).serverMetadata();
    return this.verify(token, { issuer, fromProvider: false });
  }

  /**
   * Where a person signs out of the provider too; nothing when it has no such page, or does not answer. Never rejects,
   * and waits for a moment at most.
   */
  async endSessionUrl(idToken: string | undefined, returnTo: string): Promise<string | undefined> {
    const config = await soon(this.current());
    if (!config?.serverMetadata().end_session_endpoint) return undefined;
    const { href, protocol } = oidc.buildEndSessionUrl(config, {
      post_logout_redirect_uri: returnTo,
      ...(idToken && { id_token_hint: idToken }),
    });
    return /^https?:$/.test(protocol) ? href : undefined;
  }

  /** What was known last counts while it is asked again, so that who is on the way comes home. */
  private async current(): Promise<oidc.Configuration> {
    const fresh = this.discover();
    if (!this.known) return fresh;
    fresh.catch(() => undefined);
    return this.known;
  }

  /** @throws DomainError `oidc.unavailable` */
  private discover(): Promise<oidc.Configuration> {
    const now = performance.now();
    if (this.asked && now < this.asked.until) return this.asked.found;
    const { issuer, clientId, clientSecret, name } = this.settings;
    const found = oidc
      .discovery(new URL(issuer), clientId, { [oidc.clockTolerance]: CLOCK_SKEW_SECONDS }, clientAuth(clientSecret), {
        [oidc.customFetch]: providerFetch,
        timeout: CALL_TIMEOUT_MS / 1_000,
        ...(issuer.startsWith('http:') && { execute: [oidc.allowInsecureRequests] }),
      })
      .then((config) => (this.known = config));
    const asked = {
      found: found.catch((error: unknown) => {
        asked.until = performance.now() + FAILURE_MS;
        throw unavailable(name, error);
      }),
      until: now + DISCOVERY_MS,
    };
    this.asked = asked;
    return asked.found;
  }

  private async verify(
    token: string,
    { issuer, fromProvider }: { issuer: string; fromProvider: boolean },
  ): Promise<JWTPayload & Record<string, unknown>> {
    const set = this.keySet();
    const options = {
      issuer,
      audience: this.settings.clientId,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_SKEW_SECONDS,
    };
    try {
      return (await jwtVerify(token, set, options)).payload;
    } catch (error) {
      // Keys change. A token that the provider itself has just handed out is worth a look at the new ones.
      if (!fromProvider || !(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await set.reload();
      return (await jwtVerify(token, set, options)).payload;
    }
  }

  private keySet(): ReturnType<typeof createRemoteJWKSet> {
    const at = this.known?.serverMetadata().jwks_uri;
    if (at === undefined) throw new Error('The discovery document has no jwks_uri.');
    if (this.keys?.at !== at)
      this.keys = {
        at,
        set: createRemoteJWKSet(new URL(at), {
          timeoutDuration: CALL_TIMEOUT_MS,
          cooldownDuration: KEYS_COOLDOWN_MS,
          [keysFetch]: providerFetch,
        }),
      };
    return this.keys.set;
  }

  /** Some providers tell names, groups and roles only where they are asked for them. */
  private async withUserInfo(config: oidc.Configuration, claims: Claims, accessToken: string): Promise<Claims> {
    const { roleClaim, groupsClaim, name } = this.settings;
    const lacks = (wanted: string | undefined) =>
      wanted !== undefined && claims[wanted.split('.')[0]!] === undefined && claims[wanted] === undefined;
    const isNeeded = ['email', roleClaim, groupsClaim].some(lacks);
    if (!(isNeeded || lacks('preferred_username')) || !config.serverMetadata().userinfo_endpoint) return claims;
    try {
      // The ID token is signed, so what it says wins.
      return { ...(await oidc.fetchUserInfo(config, accessToken, claims.sub)), ...claims };
    } catch (error) {
      // For a nicer name nobody is kept out.
      if (isNeeded) throw error;
      this.logger.warn(`${name} gave no user info: ${toSignInError(error, name).internal}`);
      return claims;
    }
  }
}

/** What comes within a moment; nothing if it fails or comes later. */
async function soon<T>(coming: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), PATIENCE_MS)));
  return Promise.race([coming.catch(() => undefined), patience]).finally(() => clearTimeout(timer));
}

/** With the secret in the header, which every provider has to know, unless it names only other ways. */
function clientAuth(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (as, client, body, headers) => {
    const methods = as.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(as, client, body, headers);
  };
}

export const notFound = (): DomainError =>
  new DomainError('provider.not-found', 'There is no provider of this name. Sign in another way.');
