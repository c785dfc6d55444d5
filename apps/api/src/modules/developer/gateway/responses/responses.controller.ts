import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Roles } from '../../../../common/access/access.decorators.js';
import type { Principal } from '../../../../common/access/principal.js';
import { GatewayReply } from '../gateway.reply.js';
import {
  INPUT_ITEMS,
  RESPONSE_ANSWER,
  RESPONSE_DELETED,
  RESPONSE_EVENTS,
  RESPONSE_REQUEST,
} from './responses.schemas.js';
import { ResponsesService } from './responses.service.js';
import { toInputItems } from './stored-items.js';

const ID = {
  name: 'response_id',
  schema: { type: 'string' as const, pattern: '^resp_[0-9a-f]{32}$' },
  example: 'resp_01a224779ffd745f80d8964b1387558d',
};

/** OpenAI's Responses API. */
@ApiTags('openai')
@Controller('v1/responses')
export class ResponsesController {
  constructor(
    private readonly responses: ResponsesService,
    private readonly reply: GatewayReply,
  ) {}

  @Post()
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Response',
    description:
      "Compatible with OpenAI's API; fields without effect are named in `X-Pocket-Ignored`. With `store` (the " +
      'default) it is kept for its owner for 30 days, and `previous_response_id` continues it.',
  })
  @ApiBody({ schema: RESPONSE_REQUEST })
  @ApiOkResponse({
    content: { 'application/json': { schema: RESPONSE_ANSWER }, 'text/event-stream': { schema: RESPONSE_EVENTS } },
  })
  async create(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    return this.reply.send(request, reply, caller, await this.responses.call(caller, body));
  }

  @Get(':response_id')
  @Roles('developer', { scope: 'chat' })
  @ApiOperation({ summary: 'A kept response' })
  @ApiParam(ID)
  @ApiOkResponse({ schema: RESPONSE_ANSWER })
  async find(@CurrentPrincipal() caller: Principal, @Param('response_id') id: string): Promise<object> {
    return (await this.responses.find(caller, id)).response;
  }

  @Get(':response_id/input_items')
  @Roles('developer', { scope: 'chat' })
  @ApiOperation({ summary: 'What a kept response was made from' })
  @ApiParam(ID)
  @ApiOkResponse({ schema: INPUT_ITEMS })
  async input(@CurrentPrincipal() caller: Principal, @Param('response_id') id: string): Promise<object> {
    return toInputItems((await this.responses.find(caller, id)).messages.slice(0, -1));
  }

  @Delete(':response_id')
  @Roles('developer', { scope: 'chat' })
  @ApiOperation({ summary: 'Delete a kept response' })
  @ApiParam(ID)
  @ApiOkResponse({ schema: RESPONSE_DELETED })
  async remove(@CurrentPrincipal() caller: Principal, @Param('response_id') id: string): Promise<object> {
    await this.responses.remove(caller, id);
    return { id, object: 'response.deleted', deleted: true };
  }
}
