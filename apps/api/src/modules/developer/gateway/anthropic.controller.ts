import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../../common/principal.js';
import { Caller, Roles } from '../../auth/index.js';
import { MessageFormat } from './anthropic-reply.js';
import { readMessagesRequest } from './anthropic-request.js';
import { GatewayReply } from './gateway.reply.js';

/** Anthropic's Messages API, for tools that speak nothing else. */
@ApiTags('anthropic')
@Controller('v1/messages')
export class AnthropicController {
  constructor(private readonly reply: GatewayReply) {}

  @Post()
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Message', description: "As Anthropic's; unknown fields are accepted and dropped. The key goes into `x-api-key`." })
  @ApiBody({ schema: { type: 'object', additionalProperties: true, example: { model: 'gemma2:2b', max_tokens: 512, messages: [{ role: 'user', content: 'Why is the sky blue?' }] } } })
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object', additionalProperties: true } }, 'text/event-stream': { schema: { type: 'string' } } } })
  create(@Caller() caller: Principal, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object | undefined> {
    return this.reply.send(request, reply, caller, readMessagesRequest(body), (head) => new MessageFormat(head));
  }
}
