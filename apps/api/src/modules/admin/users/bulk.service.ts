import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import type { Principal } from '../../../common/access/principal.js';
import type { BulkUserResultDto, BulkUsersDto, BulkUsersResultDto } from './bulk.dto.js';
import { UsersService } from './users.service.js';

/** One action on many accounts, each with the rules and the audit entry that it has alone. */
@Injectable()
export class BulkUsersService {
  constructor(private readonly users: UsersService) {}

  /** Refusals are results; a failure of the server ends the action, and what was done before it stays done. */
  async apply(request: FastifyRequest, actor: Principal, body: BulkUsersDto): Promise<BulkUsersResultDto> {
    const results: BulkUserResultDto[] = [];
    // One after another: each locks the admins, to know whether one is left.
    for (const user_id of body.user_ids) results.push(await this.one(request, actor, user_id, body));
    return { results };
  }

  private async one(
    request: FastifyRequest,
    actor: Principal,
    user_id: string,
    { action, role }: BulkUsersDto,
  ): Promise<BulkUserResultDto> {
    try {
      if (action === 'role') await this.users.setRole(request, actor, user_id, role!);
      else if (action === 'delete') await this.users.remove(request, actor, user_id);
      else await this.users.setStatus(request, actor, user_id, action === 'activate');
      return { user_id, ok: true };
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      return { user_id, ok: false, code: error.code, detail: error.detail };
    }
  }
}
