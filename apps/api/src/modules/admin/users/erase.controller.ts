import { Controller, Delete, HttpCode, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { clearRefreshCookie } from '../../auth/index.js';
import { UsersService } from './users.service.js';

/** In this module because it ends answers as well, which the module `auth` does not know. */
@ApiTags('auth')
@Controller('api/auth/me')
export class EraseController {
  constructor(private readonly users: UsersService) {}

  @Delete()
  @Roles('user', { withoutTerms: true, withoutSecondFactor: true })
  @HttpCode(204)
  @ApiOperation({
    summary: 'Erase your account',
    description:
      'Deletes your chats, keys, sessions and usage at once. The logs keep your name and what you did, never what ' +
      'you wrote. Requires a password confirmed within the last five minutes.',
  })
  @ApiNoContentResponse()
  @ApiProblems([409, 'You are the last active admin'])
  async erase(
    @CurrentPrincipal() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.users.removeOwn(request, caller);
    clearRefreshCookie(request, reply);
  }
}
