import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../../common/access/principal.js';
import { DomainError } from '../../../common/errors/domain-error.js';
import { newId } from '../../../common/http/ids.js';
import { LogService } from '../../logging/index.js';
import { PrincipalCache } from '../principal.cache.js';
import { SECURITY_CONFIRMATION_MS, SessionService } from '../session.service.js';
import { SignIn } from '../sign-in.service.js';
import { UserRepository } from '../user.repository.js';
import type { User } from '../user.entity.js';
import { PasskeyCeremonies, type PasskeyReply } from './passkey-ceremonies.js';
import type { Passkey } from './passkey.entity.js';
import { PasskeyRepository } from './passkey.repository.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import { SecondFactorRepository } from './second-factor.repository.js';

/** An account has a few devices; the list that a browser gets stays short. */
const MOST_PASSKEYS = 20;

const unknown = (): DomainError =>
  new DomainError('passkey.not-found', 'There is no such passkey. It may have been removed already.');

/** A person's own passkeys. Adding and removing one needs a password that was given within the last five minutes. */
@Injectable()
export class Passkeys {
  constructor(
    private readonly repository: PasskeyRepository,
    private readonly factors: SecondFactorRepository,
    private readonly ceremonies: PasskeyCeremonies,
    private readonly codes: RecoveryCodes,
    private readonly users: UserRepository,
    private readonly sessions: SessionService,
    private readonly cache: PrincipalCache,
    private readonly signIn: SignIn,
    private readonly log: LogService,
  ) {}

  list(userId: string): Promise<Passkey[]> {
    return this.repository.list(userId);
  }

  /** @throws DomainError `auth.confirm-required`, `auth.passkeys-unavailable`, `request.invalid` at the maximum */
  async options(caller: Principal, request: FastifyRequest) {
    const user = await this.owner(caller);
    if ((await this.repository.list(user.id)).length >= MOST_PASSKEYS)
      throw new DomainError(
        'request.invalid',
        `An account may have at most ${MOST_PASSKEYS} passkeys. Remove one that you no longer use first.`,
      );
    return this.ceremonies.registrationOptions(user, request);
  }

  /**
   * @returns the passkey, and recovery codes if this is the first factor of the account
   * @throws DomainError `auth.confirm-required`, `auth.passkey-refused`, `passkey.exists`
   */
  async add(
    caller: Principal,
    name: string,
    reply: PasskeyReply,
    request: FastifyRequest,
  ): Promise<{ passkey: Passkey; recoveryCodes: string[] }> {
    const user = await this.owner(caller);
    const id = newId();
    const key = await this.ceremonies.verifyRegistration(user, reply, request).catch(async (error: unknown) => {
      if (error instanceof DomainError)
        await this.signIn.auditRefusal(request, error.code, { id: user.id, name: user.username });
      throw error;
    });
    const passkey = await this.repository.insert({ ...key, id, user_id: user.id, name }, (manager) =>
      this.note(request, 'auth.passkey-added', { id, name }, manager),
    );
    this.cache.forgetAll();
    return { passkey, recoveryCodes: await this.codes.ensure(user.id) };
  }

  /** @throws DomainError `passkey.not-found` */
  async rename(caller: Principal, id: string, name: string, request: FastifyRequest): Promise<Passkey> {
    const renamed = await this.repository.rename(caller.userId, id, name, (passkey, manager) =>
      this.note(request, 'auth.passkey-renamed', passkey, manager),
    );
    if (!renamed) throw unknown();
    return renamed;
  }

  /** @throws DomainError `auth.confirm-required`, `passkey.not-found` */
  async remove(caller: Principal, id: string, request: FastifyRequest): Promise<void> {
    const { id: userId } = await this.owner(caller);
    const removed = await this.repository.remove(userId, id, async (passkey, manager) => {
      await this.note(request, 'auth.passkey-removed', passkey, manager);
      await this.factors.dropLooseCodes(userId, manager);
    });
    if (!removed) throw unknown();
    this.cache.forgetAll();
  }

  private async owner(caller: Principal): Promise<User> {
    await this.sessions.requireRecent(caller, SECURITY_CONFIRMATION_MS);
    return (await this.users.findById(caller.userId))!;
  }

  private note(
    request: FastifyRequest,
    action: string,
    { id, name }: Pick<Passkey, 'id' | 'name'>,
    manager: EntityManager,
  ): Promise<void> {
    return this.log.audit(request, { action, target: { type: 'passkey', id, name }, metadata: {} }, manager);
  }
}
