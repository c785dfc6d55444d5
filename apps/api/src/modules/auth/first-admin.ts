import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DomainError } from '../../common/errors/domain-error.js';
import { newId } from '../../common/http/ids.js';
import { ENV, type Env } from '../../config/env.js';
import { hashPassword, verifyPassword } from './passwords.js';
import { UserRepository } from './user.repository.js';

/** The documented default of the application this product follows. */
export const DEFAULT_ADMIN = { username: 'admin', email: 'admin@localhost', password: 'admin123' };

/** Creates the first account when there is none. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly users: UserRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * @returns the password to show once in the start banner, or nothing when accounts exist already (a changed password
   * is never reset) or the operator chose the password
   */
  async ensure(): Promise<string | undefined> {
    if ((await this.users.count()) > 0) return undefined;
    const { ADMIN_PASSWORD, NODE_ENV } = this.env;
    const password =
      ADMIN_PASSWORD ?? (NODE_ENV === 'production' ? randomBytes(12).toString('base64url') : DEFAULT_ADMIN.password);
    const { username, email } = DEFAULT_ADMIN;
    try {
      await this.users.insert({
        id: newId(),
        username,
        email,
        role: 'admin',
        is_active: true,
        must_change_password: ADMIN_PASSWORD === undefined,
        password_hash: await hashPassword(password),
      });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'user.exists') return undefined; // Another process was faster.
      throw error;
    }
    return ADMIN_PASSWORD ? undefined : password;
  }

  /** Whether the first account still has the documented password. */
  async hasDefaultPassword(): Promise<boolean> {
    const user = await this.users.findByLogin(DEFAULT_ADMIN.username);
    return user !== null && user.is_active && (await verifyPassword(user.password_hash, DEFAULT_ADMIN.password));
  }
}
