import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { ENV, type Env } from '../../../config/env.js';
import { LogService } from '../../logging/index.js';
import { PrincipalCache } from '../principal.cache.js';
import { SECURITY_CONFIRMATION_MS, SessionService } from '../session.service.js';
import { SignIn } from '../sign-in.service.js';
import { UserRepository } from '../user.repository.js';
import type { User } from '../user.entity.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { relyingParty } from './relying-party.js';
import type { SecondFactorDto, TotpSecretDto } from './second-factor.dto.js';
import { SecondFactorRepository } from './second-factor.repository.js';
import { SecondFactors } from './second-factors.service.js';
import { Totp } from './totp.service.js';

const missing = (): DomainError =>
  new DomainError('auth.second-factor-missing', 'The account has no such second factor. Set one up first.');

/**
 * A person's own authenticator app and recovery codes. Each change needs a password that was given within the last five
 * minutes.
 */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly factors: SecondFactors,
    private readonly repository: SecondFactorRepository,
    private readonly totp: Totp,
    private readonly codes: RecoveryCodes,
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
    private readonly cache: PrincipalCache,
    private readonly signIn: SignIn,
    private readonly log: LogService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async state({ userId, role }: Principal, request: FastifyRequest): Promise<SecondFactorDto> {
    return {
      ...(await this.factors.enrolment(userId)),
      required: await this.factors.isRequired({ role }),
      ...passkeySupport(request, this.env.PUBLIC_URL),
    };
  }

  /** @throws DomainError `auth.confirm-required` */
  async beginTotp(caller: Principal, request: FastifyRequest): Promise<TotpSecretDto> {
    const user = await this.owner(caller);
    const secret = await this.totp.begin(user);
    await this.note(request, 'auth.totp-begun');
    return secret;
  }

  /**
   * @returns recovery codes if this is the first factor of the account
   * @throws DomainError `auth.confirm-required`, `auth.second-factor-missing`, `auth.wrong-code`
   */
  async confirmTotp(caller: Principal, code: string, request: FastifyRequest): Promise<string[]> {
    const user = await this.owner(caller);
    try {
      await this.totp.confirm(user, code.replaceAll(/\s/g, ''), (manager) =>
        this.note(request, 'auth.totp-enrolled', manager),
      );
    } catch (error) {
      if (error instanceof DomainError)
        await this.signIn.auditRefusal(request, error.code, { id: user.id, name: user.username });
      throw error;
    }
    this.cache.forgetAll();
    return this.codes.ensure(user.id);
  }

  /** @throws DomainError `auth.confirm-required`, `auth.second-factor-missing` */
  async removeTotp(caller: Principal, request: FastifyRequest): Promise<void> {
    const { id } = await this.owner(caller);
    if (!(await this.repository.removeTotp(id, (manager) => this.note(request, 'auth.totp-removed', manager))))
      throw missing();
    this.cache.forgetAll();
  }

  /** @throws DomainError `auth.confirm-required`, `auth.second-factor-missing` */
  async renewRecoveryCodes(caller: Principal, request: FastifyRequest): Promise<string[]> {
    const { id } = await this.owner(caller);
    if ((await this.factors.methods(id)).length === 0) throw missing();
    return this.codes.renew(id, (manager) => this.note(request, 'auth.recovery-codes-renewed', manager));
  }

  private async owner(caller: Principal): Promise<User> {
    await this.sessions.requireRecent(caller, SECURITY_CONFIRMATION_MS);
    return (await this.users.findById(caller.userId))!;
  }

  private note(request: FastifyRequest, action: string, manager?: EntityManager): Promise<void> {
    const { userId: id, username: name } = request.principal!;
    return this.log.audit(request, { action, target: { type: 'user', id, name }, metadata: {} }, manager);
  }
}

function passkeySupport(
  request: FastifyRequest,
  publicUrl: string | undefined,
): Pick<SecondFactorDto, 'passkey_origin' | 'passkey_problem'> {
  try {
    return { passkey_origin: relyingParty(request, publicUrl).origin, passkey_problem: null };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { passkey_origin: null, passkey_problem: error.detail };
  }
}
