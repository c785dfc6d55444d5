import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Audit } from '../session.repository.js';
import type { User } from '../user.entity.js';
import { SecretBox } from '../../../common/secret-box.js';
import { TotpRepository } from './totp.repository.js';

/** What every authenticator app expects; anything else works in some of them only. */
const RULES = { issuer: 'Pocket-LLM', algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps by which the clocks of phone and server may differ. */
const WINDOW = 1;
const SECRET_BYTES = 20;

/** Authenticator apps: time-based codes (RFC 6238). */
@Injectable()
export class Totp implements OnModuleInit {
  constructor(
    private readonly secrets: TotpRepository,
    private readonly box: SecretBox,
  ) {}

  /** While JWT_SECRET changes, seals under the present one what was sealed under the one before. */
  async onModuleInit(): Promise<void> {
    if (!this.box.isChanging) return;
    await this.secrets.rewrite((box, userId) => {
      const secret = this.box.open(box, userId);
      return secret === undefined ? undefined : this.box.seal(secret, userId);
    });
  }

  /** Makes a secret, which counts once it is confirmed. An authenticator app set up before counts until then. */
  async begin({ id, username }: User): Promise<{ secret: string; otpauth_uri: string }> {
    const secret = new Secret({ size: SECRET_BYTES });
    await this.secrets.begin(id, this.box.seal(secret.base32, id));
    return { secret: secret.base32, otpauth_uri: new TOTP({ ...RULES, label: username, secret }).toString() };
  }

  /** @throws DomainError `auth.second-factor-missing` when nothing waits to be confirmed, `auth.wrong-code` */
  async confirm({ id }: User, code: string, audit: Audit): Promise<void> {
    const pending = (await this.secrets.find(id))?.pending_secret;
    const secret = pending && this.box.open(pending, id);
    if (!secret)
      throw new DomainError('auth.second-factor-missing', 'No authenticator app waits to be confirmed. Start again.');
    const step = stepOf(secret, code);
    if (step === undefined || !(await this.secrets.confirm(id, pending, step, audit)))
      throw new DomainError(
        'auth.wrong-code',
        'The code does not belong to this secret. Check the time of your phone, and enter the code it shows now.',
        { errors: [{ pointer: '/code', message: 'is wrong' }] },
      );
  }

  /**
   * Whether this is the code of now, for the first time.
   * @throws DomainError `auth.second-factor-unreadable`
   */
  async check(userId: string, code: string): Promise<boolean> {
    const sealed = (await this.secrets.find(userId))?.secret;
    if (!sealed) return false;
    const secret = this.box.open(sealed, userId);
    if (secret === undefined)
      throw new DomainError(
        'auth.second-factor-unreadable',
        'The authenticator app was set up under another JWT_SECRET, so its codes cannot be checked. Use a recovery ' +
          'code or a passkey, or ask an administrator to reset your second factor.',
      );
    const step = stepOf(secret, code);
    return step !== undefined && this.secrets.take(userId, step);
  }
}

/** The time step that a code belongs to, if it is close enough to now. */
function stepOf(secret: string, code: string, timestamp = Date.now()): number | undefined {
  const totp = new TOTP({ ...RULES, secret });
  const delta = totp.validate({ token: code, window: WINDOW, timestamp });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / RULES.period) + delta;
}
