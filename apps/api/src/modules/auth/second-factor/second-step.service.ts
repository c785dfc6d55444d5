import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '../../../common/errors/domain-error.js';
import { LogService } from '../../logging/index.js';
import type { ExternalSignIn } from '../external-session.entity.js';
import type { Tokens } from '../session.service.js';
import { SignIn } from '../sign-in.service.js';
import { UserRepository } from '../user.repository.js';
import type { User } from '../user.entity.js';
import { LoginChallengeRepository } from './login-challenge.repository.js';
import { PasskeyCeremonies, type PasskeyReply } from './passkey-ceremonies.js';
import type { Passkey } from './passkey.entity.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { SecondFactors, type SecondFactorMethod } from './second-factors.service.js';
import type { LoginChallengeDto, SecondStepBodyDto } from './second-step.dto.js';
import { Totp } from './totp.service.js';

const CHALLENGE_SECONDS = 300;
/** Codes that one challenge takes. */
const MOST_CODES = 5;
/**
 * Six digits can be guessed by whoever has the password, so each account has few wrong ones, over all its sign-ins and
 * in all server processes. Recovery codes and passkeys cannot be guessed; they are not blocked, so that whoever has the
 * password cannot keep the owner out.
 */
const FAILURES = { free: 5, firstSeconds: 30, mostSeconds: 15 * 60 };

const hashOf = (challenge: string): string => createHash('sha256').update(challenge).digest('hex');
const ended = (): DomainError =>
  new DomainError('auth.challenge-ended', 'This sign-in has ended. Begin again with your password.');

/** Sign-ins that need more, or something else, than a password. */
@Injectable()
export class SecondStep {
  constructor(
    private readonly challenges: LoginChallengeRepository,
    private readonly factors: SecondFactors,
    private readonly totp: Totp,
    private readonly codes: RecoveryCodes,
    private readonly ceremonies: PasskeyCeremonies,
    private readonly users: UserRepository,
    private readonly signIn: SignIn,
    private readonly log: LogService,
  ) {}

  /**
   * Asks for the second factor of an account whose password was right, or whom a provider let in.
   * @returns nothing when it has none
   */
  async begin(
    user: User,
    request: FastifyRequest,
    external: ExternalSignIn | null = null,
  ): Promise<LoginChallengeDto | undefined> {
    const methods = await this.factors.methods(user.id);
    if (methods.length === 0) return undefined;
    const challenge = randomBytes(32).toString('base64url');
    await this.challenges.insert(
      { token_hash: hashOf(challenge), user_id: user.id, external },
      CHALLENGE_SECONDS * 1_000,
      (manager) =>
        this.log.audit(
          request,
          { action: 'auth.second-factor-asked', actor: { id: user.id, name: user.username }, metadata: {} },
          manager,
        ),
    );
    return { challenge, methods, expires_in: CHALLENGE_SECONDS };
  }

  /**
   * Ends a sign-in with a code or a passkey.
   * @throws DomainError `auth.challenge-ended`, `auth.wrong-code`, `auth.passkey-refused`, `auth.too-many-attempts`,
   * `auth.second-factor-unreadable`, `auth.account-inactive`
   */
  async finish({ challenge, code, passkey }: SecondStepBodyDto, request: FastifyRequest): Promise<Tokens> {
    const given = code ?? passkey;
    if (given === undefined || given === null || (code && passkey))
      throw new DomainError('request.invalid', 'Send either code or passkey.', {
        errors: [{ pointer: '/code', message: 'is needed, or else passkey' }],
      });
    const hash = hashOf(challenge);
    const user = await this.challenges.findOwner(hash, MOST_CODES);
    if (!user) throw ended();
    await this.signIn.requireActive(user, request);
    const method = code ? await this.checkCode(user, code, hash, request) : 'passkey';
    if (passkey) await this.checkPasskey(await this.ceremonies.find(passkey), user, passkey, request);
    const taken = await this.challenges.take(hash);
    if (!taken) throw ended();
    return this.signIn.open(user, request, { second_factor: method }, {}, taken.external ?? undefined);
  }

  /** @throws DomainError `auth.challenge-ended`, `auth.passkeys-unavailable` */
  async passkeyOptions(challenge: string | undefined, request: FastifyRequest) {
    if (!challenge) return this.ceremonies.signInOptions(null, request);
    const user = await this.challenges.findOwner(hashOf(challenge), MOST_CODES);
    if (!user) throw ended();
    return this.ceremonies.signInOptions(user.id, request);
  }

  /**
   * Signs in with a passkey alone.
   * @throws DomainError `auth.passkey-refused`, `auth.account-inactive`, `auth.account-pending`
   */
  async withPasskey(reply: PasskeyReply, request: FastifyRequest): Promise<Tokens> {
    const passkey = await this.ceremonies.find(reply);
    const user = passkey && (await this.users.findById(passkey.user_id));
    await this.checkPasskey(passkey, user, reply, request, true);
    await this.signIn.requireActive(user!, request);
    return this.signIn.open(user!, request, { passkey: true });
  }

  private async checkCode(
    user: User,
    given: string,
    challengeHash: string,
    request: FastifyRequest,
  ): Promise<SecondFactorMethod> {
    const code = given.replaceAll(/[\s-]/g, '');
    const method = /^\d{6}$/.test(code) ? 'totp' : 'recovery_code';
    const wait = method === 'totp' ? await this.challenges.countFailure(user.id, FAILURES) : undefined;
    if (wait !== undefined)
      throw new DomainError(
        'auth.too-many-attempts',
        `Too many wrong codes. Try again in ${wait} s, or use a recovery code or a passkey.`,
        { retryAfter: wait },
      );
    if (!(await this.challenges.countAttempt(challengeHash, MOST_CODES))) throw ended();
    const right = method === 'totp' ? await this.totp.check(user.id, code) : await this.codes.use(user.id, code);
    if (!right) {
      await this.signIn.auditRefusal(request, 'auth.wrong-code', { id: user.id, name: user.username }, { method });
      throw new DomainError('auth.wrong-code', 'The code is wrong, or was used already. Enter the next one.', {
        errors: [{ pointer: '/code', message: 'is wrong' }],
      });
    }
    if (method === 'totp') await this.challenges.forgetFailures(user.id);
    return method;
  }

  /** Passkeys that nobody has leave no audit entry: strangers must not grow an append-only table. */
  private async checkPasskey(
    passkey: Passkey | null,
    user: User | null,
    reply: PasskeyReply,
    request: FastifyRequest,
    alone = false,
  ): Promise<void> {
    if (!passkey || !user)
      throw new DomainError('auth.passkey-refused', 'This portal does not know the passkey. Sign in another way.');
    try {
      await this.ceremonies.verifySignIn(passkey, alone ? null : user.id, reply, request);
    } catch (error) {
      const reason = error instanceof DomainError && error.cause instanceof Error ? error.cause.message : undefined;
      await this.signIn.auditRefusal(
        request,
        'auth.passkey-refused',
        { id: user.id, name: user.username },
        { reason: reason?.slice(0, 200) },
      );
      throw error;
    }
  }
}
