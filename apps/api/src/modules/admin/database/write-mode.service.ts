import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import { ENV, type Env } from '../../../config/env.js';
import { AuthService } from '../../auth/index.js';
import { LogService } from '../../logging/index.js';
import { SqlRepository } from './sql.repository.js';
import type { WriteModeDto } from './sql.dto.js';

const WINDOW_MS = 10 * 60_000;

/**
 * Opens and closes the write mode of a session: only where it is configured, with the password, for ten minutes,
 * audited.
 */
@Injectable()
export class WriteModeService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly repository: SqlRepository,
    private readonly auth: AuthService,
    private readonly log: LogService,
  ) {}

  async state(caller: Principal): Promise<WriteModeDto> {
    const configured = this.env.ADMIN_SQL_WRITE;
    return { configured, until: configured ? await this.repository.openUntil(caller.sessionId!) : null };
  }

  /** @throws DomainError `sql.write-disabled`, `auth.wrong-credentials`, `auth.too-many-attempts` */
  async open(request: FastifyRequest, caller: Principal, password: string): Promise<WriteModeDto> {
    this.requireConfigured();
    await this.auth.confirm(caller, password, request);
    const until = await this.repository.openWindow(
      caller.sessionId!,
      WINDOW_MS,
      (closesAt) => (manager) =>
        this.log.audit(request, { action: 'sql.write-opened', metadata: { until: closesAt } }, manager),
    );
    return { configured: true, until };
  }

  async close(request: FastifyRequest, caller: Principal): Promise<void> {
    await this.repository.closeWindow(caller.sessionId!, (manager) =>
      this.log.audit(request, { action: 'sql.write-closed', metadata: {} }, manager),
    );
  }

  /** @throws DomainError `sql.write-disabled`, `sql.write-closed` */
  async require(caller: Principal): Promise<void> {
    this.requireConfigured();
    if (!(await this.repository.openUntil(caller.sessionId!)))
      throw new DomainError(
        'sql.write-closed',
        'The write mode is closed, or its ten minutes are over. Open it again.',
      );
  }

  private requireConfigured(): void {
    if (!this.env.ADMIN_SQL_WRITE)
      throw new DomainError(
        'sql.write-disabled',
        'This server only reads in the console. Set ADMIN_SQL_WRITE=true and restart it to allow a write mode.',
      );
  }
}
