import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { IdPipe } from '../../../common/http/validation.js';
import { CreateShareDto, NewShareDto, OwnSharesDto } from './share.dto.js';
import { ShareService } from './share.service.js';

@ApiTags('chat')
@Controller('api')
export class ShareController {
  constructor(private readonly shares: ShareService) {}

  @Post('chat/threads/:thread_id/share')
  @Roles('user')
  @ApiOperation({
    summary: 'Share a copy of a branch',
    description:
      'From the first message to `message_id`. The copy is frozen: what you change or delete later changes nothing ' +
      'in it. It has no names, no reasoning and no system prompt unless you ask for them.',
  })
  @ApiCreatedResponse({ type: NewShareDto })
  @ApiProblems(
    [400, 'Invalid fields, or there is nothing to share'],
    [403, 'Chats cannot be shared with everybody here'],
    [404, 'You have no such thread or message, or are in no such group'],
    [409, 'It is still being answered, is temporary, or you share too many'],
    [413, 'More than 1,000 messages or 16 MiB'],
  )
  create(
    @Req() request: FastifyRequest,
    @CurrentPrincipal() caller: Principal,
    @Param('thread_id', IdPipe) id: string,
    @Body() body: CreateShareDto,
  ): Promise<NewShareDto> {
    return this.shares.create(request, caller, id, body);
  }

  @Get('shares')
  @Roles('user')
  @ApiOperation({ summary: 'Your shares, and with whom you may share' })
  @ApiOkResponse({ type: OwnSharesDto })
  own(@CurrentPrincipal() caller: Principal): Promise<OwnSharesDto> {
    return this.shares.own(caller.userId);
  }

  @Delete('shares/:share_id')
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a share', description: 'At once. What was copied is deleted.' })
  @ApiNoContentResponse()
  @ApiProblems([404, 'You have no such share'])
  async revoke(
    @Req() request: FastifyRequest,
    @CurrentPrincipal() caller: Principal,
    @Param('share_id', IdPipe) id: string,
  ): Promise<void> {
    await this.shares.revoke(request, caller.userId, id);
  }
}
