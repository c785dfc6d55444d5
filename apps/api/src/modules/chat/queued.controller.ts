import { Body, Controller, Delete, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Roles } from '../../common/access/access.decorators.js';
import type { Principal } from '../../common/access/principal.js';
import { IdPipe } from '../../common/http/validation.js';
import { QueuedMessageDto, QueuedReplyDto, QueuedUpdateDto } from './queued/queued-message.dto.js';
import { QueuedCreateDto } from './runs/chat.dto.js';
import { NextMessages } from './runs/next-messages.service.js';

const MISSING: [number, string] = [404, 'You have no such waiting message: it was asked or removed'];

@ApiTags('chat')
@Controller('api/chat')
export class QueuedController {
  constructor(private readonly next: NextMessages) {}

  @Post('threads/:thread_id/queued')
  @Roles('user', { scope: 'chat' })
  @ApiOperation({
    summary: 'Let a question wait',
    description:
      'Also while nothing is being answered; then, or where held ones wait already, it is held until it is asked. ' +
      'To have it asked by itself, use `POST /api/chat` with `queue: true`.',
  })
  @ApiCreatedResponse({ type: QueuedMessageDto })
  @ApiProblems(
    [400, 'Invalid fields'],
    [404, 'You have no such thread'],
    [409, 'Too many messages wait, or the client_message_id was used for another question'],
    [413, 'The prompt is too long'],
  )
  keep(
    @CurrentPrincipal() caller: Principal,
    @Param('thread_id', IdPipe) id: string,
    @Body() body: QueuedCreateDto,
    @Req() request: FastifyRequest,
  ): Promise<QueuedMessageDto> {
    return this.next.keep({ principal: caller, requestId: request.id }, id, body);
  }

  @Patch('queued/:queued_id')
  @Roles('user', { scope: 'chat' })
  @ApiOperation({ summary: 'Change the text or the place of a waiting message' })
  @ApiOkResponse({ type: QueuedMessageDto })
  @ApiProblems(
    [400, 'Invalid fields'],
    MISSING,
    [409, 'The messages that wait are too long together'],
    [413, 'The prompt is too long'],
  )
  change(
    @CurrentPrincipal() caller: Principal,
    @Param('queued_id', IdPipe) id: string,
    @Body() body: QueuedUpdateDto,
  ): Promise<QueuedMessageDto> {
    return this.next.change(caller, id, body);
  }

  @Delete('queued/:queued_id')
  @Roles('user', { scope: 'chat' })
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a waiting message' })
  @ApiNoContentResponse()
  @ApiProblems(MISSING)
  remove(@CurrentPrincipal() caller: Principal, @Param('queued_id', IdPipe) id: string): Promise<void> {
    return this.next.remove(caller, id);
  }

  @Post('queued/:queued_id/ask')
  @Roles('user', { scope: 'chat' })
  @HttpCode(202)
  @ApiOperation({
    summary: 'Ask a waiting message',
    description:
      'Now, or while an answer is being written first of all when that is complete. Those that wait behind it follow ' +
      'one after the other, each when the answer before it is complete.',
  })
  @ApiAcceptedResponse({ type: QueuedReplyDto })
  @ApiProblems(
    [400, 'The model is not available'],
    MISSING,
    [409, 'Another answer of the thread has just begun'],
    [429, 'Too many answers or tokens of this account; it waits on'],
    [503, 'The server is stopping'],
  )
  ask(
    @CurrentPrincipal() caller: Principal,
    @Param('queued_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<QueuedReplyDto> {
    return this.next.ask({ principal: caller, requestId: request.id }, id);
  }
}
