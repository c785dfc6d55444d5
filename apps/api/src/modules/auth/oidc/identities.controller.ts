import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { IdPipe } from '../../../common/http/validation.js';
import { IdentitiesDto } from './oidc.dto.js';
import { OwnIdentities } from './own-identities.service.js';

@ApiTags('auth')
@Controller('api/auth/identities')
export class IdentitiesController {
  constructor(private readonly identities: OwnIdentities) {}

  @Get()
  @Roles('user', { withoutTerms: true, withoutSecondFactor: true })
  @ApiOperation({ summary: 'Accounts at providers that sign in to yours' })
  @ApiOkResponse({ type: IdentitiesDto })
  list(@CurrentPrincipal() caller: Principal): Promise<IdentitiesDto> {
    return this.identities.list(caller);
  }

  @Delete(':identity_id')
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Disconnect an account at a provider',
    description: 'Needs a password that was given within the last five minutes.',
  })
  @ApiNoContentResponse()
  @ApiProblems([404, 'Your account has no such connection'], [409, 'You could not sign in any more'])
  disconnect(
    @CurrentPrincipal() caller: Principal,
    @Param('identity_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.identities.disconnect(caller, id, request);
  }
}
