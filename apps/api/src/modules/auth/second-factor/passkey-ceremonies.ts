import { Inject, Injectable } from '@nestjs/common';
import type * as WebAuthn from '@simplewebauthn/server';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { FastifyRequest } from 'fastify';
import { createHash, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ENV, type Env } from '../../../config/env.js';
import type { User } from '../user.entity.js';
import type { PasskeyPurpose } from './passkey-challenge.entity.js';
import type { Passkey } from './passkey.entity.js';
import { PasskeyRepository } from './passkey.repository.js';
import { relyingParty } from './relying-party.js';

/** How long a challenge waits for its signature. */
const CHALLENGE_MS = 5 * 60_000;
/** Ed25519, ES256, RS256: what browsers and security keys offer, in COSE's numbers. */
const ALGORITHMS = [-8, -7, -257];

/** What a passkey answered: JSON of the browser, which the library checks. */
export type PasskeyReply = Record<string, unknown>;

/** Loaded on first use, because most processes never need its reader of certificates. */
const library = () => createRequire(import.meta.url)('@simplewebauthn/server') as typeof WebAuthn;

const hashOf = (challenge: string): string => createHash('sha256').update(challenge).digest('hex');
const descriptorOf = ({ credential_id: id, transports }: Passkey) => ({ id, transports });

/** The account that a passkey was made for, as it says itself. */
function accountIn({ response }: PasskeyReply): string | undefined {
  const { userHandle } = (response ?? {}) as { userHandle?: unknown };
  return typeof userHandle === 'string' ? Buffer.from(userHandle, 'base64url').toString() : undefined;
}

const refused = (cause: unknown): DomainError =>
  new DomainError('auth.passkey-refused', 'The passkey was not accepted. Try again, or use another way to sign in.', {
    cause,
  });

/** What browser and server say to each other about a passkey (WebAuthn): options first, then a signed reply. */
@Injectable()
export class PasskeyCeremonies {
  constructor(
    private readonly passkeys: PasskeyRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** What the browser needs to make a passkey. @throws DomainError `auth.passkeys-unavailable` */
  async registrationOptions(user: User, request: FastifyRequest): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { id } = relyingParty(request, this.env.PUBLIC_URL);
    const { generateRegistrationOptions } = library();
    return generateRegistrationOptions({
      rpName: 'Pocket-LLM',
      rpID: id,
      userName: user.username,
      userID: new TextEncoder().encode(user.id),
      challenge: await this.newChallenge('register', user.id),
      timeout: CHALLENGE_MS,
      excludeCredentials: (await this.passkeys.list(user.id)).map(descriptorOf),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
  }

  /** The key in a browser's reply. @throws DomainError `auth.passkey-refused`, `auth.passkeys-unavailable` */
  async verifyRegistration(
    user: User,
    reply: PasskeyReply,
    request: FastifyRequest,
  ): Promise<Pick<Passkey, 'credential_id' | 'public_key' | 'counter' | 'transports'>> {
    const party = relyingParty(request, this.env.PUBLIC_URL);
    try {
      const { verifyRegistrationResponse } = library();
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: reply as unknown as RegistrationResponseJSON,
        expectedChallenge: (challenge) => this.passkeys.takeChallenge(hashOf(challenge), 'register', user.id),
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: false,
        supportedAlgorithmIDs: ALGORITHMS,
      });
      if (!verified || !registrationInfo) throw new Error('not verified');
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
      return { credential_id: id, public_key: Buffer.from(publicKey), counter: String(counter), transports };
    } catch (error) {
      throw refused(error);
    }
  }

  /**
   * What the browser needs to ask a passkey.
   * @param userId owner of the passkeys when one is the second factor; `null`: any passkey, as the only factor
   * @throws DomainError `auth.passkeys-unavailable`
   */
  async signInOptions(userId: string | null, request: FastifyRequest): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { id } = relyingParty(request, this.env.PUBLIC_URL);
    const { generateAuthenticationOptions } = library();
    return generateAuthenticationOptions({
      rpID: id,
      challenge: await this.newChallenge(userId ? 'second' : 'login', userId),
      timeout: CHALLENGE_MS,
      allowCredentials: userId ? (await this.passkeys.list(userId)).map(descriptorOf) : [],
      // Alone, a passkey also has to prove who holds it: with a PIN, a finger or a face.
      userVerification: userId ? 'preferred' : 'required',
    });
  }

  /** The passkey that a reply names, whoever it belongs to. Proves nothing yet. */
  async find(reply: PasskeyReply): Promise<Passkey | null> {
    return typeof reply.id === 'string' ? this.passkeys.findByCredential(reply.id) : null;
  }

  /**
   * Checks that a passkey signed a challenge of ours, here and now, and records its use.
   * @param userId as in `signInOptions`
   * @throws DomainError `auth.passkey-refused`, `auth.passkeys-unavailable`
   */
  async verifySignIn(
    passkey: Passkey,
    userId: string | null,
    reply: PasskeyReply,
    request: FastifyRequest,
  ): Promise<void> {
    const party = relyingParty(request, this.env.PUBLIC_URL);
    try {
      // Alone, the passkey itself has to say whose it is.
      if (passkey.user_id !== (userId ?? accountIn(reply))) throw new Error('a passkey of another account');
      const { verifyAuthenticationResponse } = library();
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: reply as unknown as AuthenticationResponseJSON,
        expectedChallenge: (challenge) =>
          this.passkeys.takeChallenge(hashOf(challenge), userId ? 'second' : 'login', userId),
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        credential: {
          id: passkey.credential_id,
          publicKey: new Uint8Array(passkey.public_key),
          counter: Number(passkey.counter),
          transports: passkey.transports,
        },
        requireUserVerification: userId === null,
      });
      if (!verified) throw new Error('not verified');
      if (!(await this.passkeys.touch(passkey.id, authenticationInfo.newCounter)))
        throw new Error('the counter did not rise');
    } catch (error) {
      throw refused(error);
    }
  }

  private async newChallenge(purpose: PasskeyPurpose, userId: string | null): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(randomBytes(32));
    const challenge_hash = hashOf(Buffer.from(bytes).toString('base64url'));
    await this.passkeys.addChallenge({ challenge_hash, purpose, user_id: userId }, CHALLENGE_MS);
    return bytes;
  }
}
