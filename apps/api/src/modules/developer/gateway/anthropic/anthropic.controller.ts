import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../../../common/access/principal.js';
import { CurrentPrincipal, Roles } from '../../../../common/access/access.decorators.js';
import { MessageFormat } from './anthropic-reply.js';
import { readMessagesRequest } from './anthropic-request.js';
import { MESSAGE_ANSWER, MESSAGE_EVENTS, MESSAGES_REQUEST } from '../dialect.schemas.js';
import { GatewayReply } from '../gateway.reply.js';

/** Anthropic's Messages API, for tools that support no other API. */
@ApiTags('anthropic')
@Controller('v1/messages')
export class AnthropicController {
  constructor(private readonly reply: GatewayReply) {}

  @Post()
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Message',
    description: "Compatible with Anthropic's API; unknown fields are ignored. Send the key as `x-api-key`.",
  })
  @ApiBody({ schema: MESSAGES_REQUEST })
  @ApiOkResponse({
    content: { 'application/json': { schema: MESSAGE_ANSWER }, 'text/event-stream': { schema: MESSAGE_EVENTS } },
  })
  create(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    return this.reply.send(request, reply, caller, readMessagesRequest(body), (head) => new MessageFormat(head));
  }
}
