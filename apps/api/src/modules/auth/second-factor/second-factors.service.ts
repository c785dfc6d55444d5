import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ROLES } from '../../../common/access/roles.js';
import { SettingsService } from '../../settings/index.js';
import { ExternalSessionRepository } from '../external-session.repository.js';
import type { User } from '../user.entity.js';
import { SecondFactorRepository, type Enrolment } from './second-factor.repository.js';

export const SECOND_FACTOR_METHODS = ['totp', 'passkey', 'recovery_code'] as const;
/** How a second factor can be given. */
export type SecondFactorMethod = (typeof SECOND_FACTOR_METHODS)[number];

/** Which accounts have a second factor, and which must have one. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly repository: SecondFactorRepository,
    private readonly settings: SettingsService,
    private readonly externals: ExternalSessionRepository,
  ) {}

  enrolment(userId: string): Promise<Enrolment> {
    return this.repository.find(userId);
  }

  /** Empty when the account has no second factor. */
  async methods(userId: string): Promise<SecondFactorMethod[]> {
    const { totp, passkeys, recovery_codes_left } = await this.enrolment(userId);
    if (!totp && passkeys === 0) return [];
    const has = { totp, passkey: passkeys > 0, recovery_code: recovery_codes_left > 0 };
    return SECOND_FACTOR_METHODS.filter((method) => has[method]);
  }

  /** Whether the setting requires a second factor of this account. */
  async isRequired({ role }: Pick<User, 'role'>): Promise<boolean> {
    const rule = await this.settings.get('second_factor_required');
    return rule === 'all' || (rule === 'admins' && role === 'admin');
  }

  /**
   * Whether the account must have a second factor and has none.
   * @param sessionId of a session; one for which a provider asked for a second factor needs no other. Without it: for
   * what is done while nobody is there, it counts what the provider asked for at the last sign-in
   */
  async isMissing(user: Pick<User, 'id' | 'role'>, sessionId?: string): Promise<boolean> {
    if (!(await this.isRequired(user)) || (await this.methods(user.id)).length > 0) return false;
    return !(await (sessionId === undefined
      ? this.externals.hasSecondFactor(user.id)
      : this.externals.hadSecondFactor(sessionId)));
  }

  /**
   * How many people of a provider the setting keeps out: they must have a second factor, have none, and cannot set one
   * up without a password.
   */
  async keptOut(issuer: string): Promise<number> {
    const roles = await Promise.all(ROLES.map(async (role) => ((await this.isRequired({ role })) ? [role] : [])));
    return this.repository.countWithout(issuer, roles.flat());
  }

  /**
   * Removes every second factor of an account that has lost them. @returns false when it had none
   * @param audit runs in the same transaction
   */
  reset(userId: string, audit: (manager: EntityManager) => Promise<void>): Promise<boolean> {
    return this.repository.reset(userId, audit);
  }
}
