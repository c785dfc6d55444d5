import { Body, Controller, Delete, Get, HttpCode, Param, ParseEnumPipe, Put, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../../common/errors/domain-error.js';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { ROLES, type Role } from '../../../common/access/roles.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { SessionDto } from '../../auth/index.js';
import { UserKeyDto } from './user-key.dto.js';
import { QuotaDto, RoleQuotaDto } from './user.dto.js';
import { UserAccessService } from './user-access.service.js';

const NO_USER: [number, string] = [404, 'No such user'];
const RolePipe = new ParseEnumPipe(Object.fromEntries(ROLES.map((role) => [role, role])), {
  exceptionFactory: () =>
    new DomainError('request.invalid', `role must be one of ${ROLES.join(', ')}.`, {
      errors: [{ pointer: '/role', message: `must be one of ${ROLES.join(', ')}` }],
    }),
});

@ApiTags('admin')
@Controller('api/admin')
export class UserAccessController {
  constructor(private readonly access: UserAccessService) {}

  @Get('users/:user_id/sessions')
  @Roles('admin')
  @ApiOperation({ summary: 'Sessions of an account' })
  @ApiOkResponse({ type: [SessionDto] })
  @ApiProblems(NO_USER)
  sessions(@CurrentPrincipal() caller: Principal, @Param('user_id', IdPipe) id: string): Promise<SessionDto[]> {
    return this.access.listSessions(id, caller.sessionId);
  }

  @Delete('users/:user_id/sessions/:session_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out one device of an account' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'No such user or session'])
  async endSession(
    @Param('user_id', IdPipe) id: string,
    @Param('session_id', IdPipe) sessionId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.access.endSession(request, id, sessionId);
  }

  @Get('users/:user_id/api-keys')
  @Roles('admin')
  @ApiOperation({ summary: 'API keys of an account' })
  @ApiOkResponse({ type: [UserKeyDto] })
  @ApiProblems(NO_USER)
  keys(@Param('user_id', IdPipe) id: string): Promise<UserKeyDto[]> {
    return this.access.listKeys(id);
  }

  @Delete('users/:user_id/api-keys/:key_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an API key of an account' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'No such user or key'])
  async revokeKey(
    @Param('user_id', IdPipe) id: string,
    @Param('key_id', IdPipe) keyId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.access.revokeKey(request, id, keyId);
  }

  @Delete('users/:user_id/second-factor')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove every second factor of an account that has lost them',
    description: 'The password alone signs in then, and a portal that requires a second factor asks for a new one.',
  })
  @ApiNoContentResponse()
  @ApiProblems(NO_USER, [409, 'The own account, or one without a second factor'])
  async resetSecondFactor(
    @CurrentPrincipal() caller: Principal,
    @Param('user_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.access.resetSecondFactor(request, caller, id);
  }

  @Put('users/:user_id/quota')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Set the quota of an account',
    description:
      'It replaces the quota of the role; a field you leave out has no limit. Applies from the next question.',
  })
  @ApiNoContentResponse()
  @ApiProblems([400, 'Invalid limits'], NO_USER)
  async setQuota(
    @Param('user_id', IdPipe) id: string,
    @Body() limits: QuotaDto,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.access.setQuota(request, id, limits);
  }

  @Delete('users/:user_id/quota')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Return to the quota of the role' })
  @ApiNoContentResponse()
  @ApiProblems(NO_USER)
  async dropQuota(@Param('user_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.access.setQuota(request, id, null);
  }

  @Get('quotas')
  @Roles('admin')
  @ApiOperation({ summary: 'Quotas of the roles' })
  @ApiOkResponse({ type: [RoleQuotaDto] })
  quotas(): Promise<RoleQuotaDto[]> {
    return this.access.roleQuotas();
  }

  @Put('quotas/:role')
  @Roles('admin')
  @ApiOperation({ summary: 'Set the quota of a role', description: 'A field you leave out has no limit.' })
  @ApiParam({ name: 'role', enum: ROLES })
  @ApiOkResponse({ type: [RoleQuotaDto] })
  @ApiProblems([400, 'Invalid limits'])
  setRoleQuota(
    @Param('role', RolePipe) role: Role,
    @Body() limits: QuotaDto,
    @Req() request: FastifyRequest,
  ): Promise<RoleQuotaDto[]> {
    return this.access.setRoleQuota(request, role, limits);
  }
}
