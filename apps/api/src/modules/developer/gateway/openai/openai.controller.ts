import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../../../common/access/principal.js';
import { CurrentPrincipal, Roles } from '../../../../common/access/access.decorators.js';
import { GatewayReply, nameIgnored, nameWeights } from '../gateway.reply.js';
import { GatewayService } from '../gateway.service.js';
import { chatCall, textCall } from './openai-calls.js';
import { readEmbedding, toEmbeddingList } from './openai-embeddings.js';
import {
  CHAT_ANSWER,
  CHAT_REQUEST,
  CHUNKS,
  COMPLETION_ANSWER,
  COMPLETION_REQUEST,
  EMBEDDING_ANSWER,
  EMBEDDING_REQUEST,
} from './openai.schemas.js';

/** OpenAI's API for the models of this installation: the official SDKs work with `base_url` and `api_key` changed. */
@ApiTags('openai')
@Controller('v1')
export class OpenAiController {
  constructor(
    private readonly gateway: GatewayService,
    private readonly reply: GatewayReply,
  ) {}

  @Post('chat/completions')
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Chat completion',
    description:
      "Compatible with OpenAI's API; fields without effect are named in `X-Pocket-Ignored`. " +
      '`Cache-Control: no-cache` always asks the model, `no-store` does not cache the answer.',
  })
  @ApiBody({ schema: CHAT_REQUEST })
  @ApiOkResponse({ content: { 'application/json': { schema: CHAT_ANSWER }, 'text/event-stream': { schema: CHUNKS } } })
  chatCompletions(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    return this.reply.send(request, reply, caller, chatCall(body));
  }

  @Post('completions')
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Text completion',
    description:
      'Continues a text as it is, without a chat template; with `suffix` it fills the gap between both, where the ' +
      'model can. For conversations use chat completions.',
  })
  @ApiBody({ schema: COMPLETION_REQUEST })
  @ApiOkResponse({
    content: { 'application/json': { schema: COMPLETION_ANSWER }, 'text/event-stream': { schema: CHUNKS } },
  })
  completions(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    return this.reply.send(request, reply, caller, textCall(body));
  }

  @Post('embeddings')
  @Roles('developer', { scope: 'embeddings' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Embeddings' })
  @ApiBody({ schema: EMBEDDING_REQUEST })
  @ApiOkResponse({ schema: EMBEDDING_ANSWER })
  async embeddings(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { model, asked, base64, ignored } = readEmbedding(body);
    nameIgnored(reply, ignored);
    const made = await this.gateway.embed(caller, model, asked, this.reply.siteOf(caller, reply));
    nameWeights(reply, made);
    return toEmbeddingList(made, model, base64);
  }
}
