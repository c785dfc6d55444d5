import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../../../common/access/principal.js';
import { CurrentPrincipal, Roles } from '../../../../common/access/access.decorators.js';
import { MessageFormat } from './anthropic-reply.js';
import { readCountRequest, readMessagesRequest } from './anthropic-request.js';
import { COUNT_ANSWER, COUNT_REQUEST, MESSAGE_ANSWER, MESSAGE_EVENTS, MESSAGES_REQUEST } from './anthropic.schemas.js';
import { GatewayReply, nameIgnored } from '../gateway.reply.js';
import { GatewayService } from '../gateway.service.js';

/** Anthropic's Messages API, for tools that support no other API. */
@ApiTags('anthropic')
@Controller('v1/messages')
export class AnthropicController {
  constructor(
    private readonly gateway: GatewayService,
    private readonly reply: GatewayReply,
  ) {}

  @Post()
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Message',
    description:
      "Compatible with Anthropic's API; fields without effect are named in `X-Pocket-Ignored`. Send the key as " +
      '`x-api-key`.',
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
    const asked = readMessagesRequest(body);
    return this.reply.send(request, reply, caller, { asked, formatOf: (head) => new MessageFormat(head) });
  }

  @Post('count_tokens')
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Tokens of a message',
    description:
      "Counted by the backend's own tokenizer where it has one (llama.cpp, vLLM, the embedded engine); otherwise " +
      'estimated from the length, and marked so.',
  })
  @ApiBody({ schema: COUNT_REQUEST })
  @ApiOkResponse({ schema: COUNT_ANSWER })
  async count(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { tokens, estimated, ignored } = await this.gateway.countTokens(caller, readCountRequest(body), reply);
    nameIgnored(reply, ignored);
    return { input_tokens: tokens, ...(estimated && { estimated }) };
  }
}
