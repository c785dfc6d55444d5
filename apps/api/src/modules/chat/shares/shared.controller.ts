import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Public, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { ThreadDto } from '../threads/thread.dto.js';
import { ContinueShareDto, SharedDto } from './share.dto.js';
import { SharedService } from './shared.service.js';

@ApiTags('chat')
@Controller('api/shared/:token')
export class SharedController {
  constructor(private readonly shared: SharedService) {}

  @Get()
  @Public()
  @ApiOperation({
    summary: 'Read a shared chat',
    description:
      'Some shares need no account; with a credential you also read those for members and for your groups. A share ' +
      'that is not for you does not exist for you.',
  })
  @ApiOkResponse({ type: SharedDto })
  @ApiProblems(
    [403, 'It is yours, and links for everybody are off'],
    [404, 'No such share, or it is not for you'],
    [410, 'It was for you, and has ended'],
    [429, 'Too many wrong links, or too many reads without an account'],
  )
  read(
    @Param('token') token: string,
    @CurrentPrincipal() principal: Principal | undefined,
    @Req() { ip: address }: FastifyRequest,
  ): Promise<SharedDto> {
    return this.shared.read(token, { principal, address });
  }

  @Post('continue')
  @Roles('user')
  @ApiOperation({ summary: 'Continue a shared chat in a new thread of yours' })
  @ApiCreatedResponse({ type: ThreadDto })
  @ApiProblems(
    [400, 'Invalid fields'],
    [404, 'No such share, or it is not for you'],
    [409, 'You have many copies of it already'],
    [410, 'It was for you, and has ended'],
    [429, 'Too many wrong links'],
  )
  continue(
    @Param('token') token: string,
    @CurrentPrincipal() principal: Principal,
    @Req() { ip: address }: FastifyRequest,
    @Body() { client_id }: ContinueShareDto,
  ): Promise<ThreadDto> {
    return this.shared.continue(token, { principal, address }, client_id);
  }
}
