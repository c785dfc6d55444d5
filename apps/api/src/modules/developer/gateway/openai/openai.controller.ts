import { Body, Controller, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../../common/errors/domain-error.js';
import type { Principal } from '../../../../common/access/principal.js';
import { CurrentPrincipal, Roles } from '../../../../common/access/access.decorators.js';
import { GatewayReply, nameIgnored } from '../gateway.reply.js';
import { GatewayService } from '../gateway.service.js';
import { CompletionFormat } from './openai-reply.js';
import { readChatCompletion, readCompletion } from './openai-request.js';
import { toAnthropicList, toAnthropicModel } from '../anthropic/anthropic-models.js';
import { readEmbedding, toEmbeddingList } from './openai-embeddings.js';
import {
  CHAT_ANSWER,
  CHAT_REQUEST,
  CHUNKS,
  COMPLETION_ANSWER,
  COMPLETION_REQUEST,
  EMBEDDING_ANSWER,
  EMBEDDING_REQUEST,
  MODEL_ANSWER,
  MODEL_LIST,
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
    const asked = readChatCompletion(body);
    return this.reply.send(
      request,
      reply,
      caller,
      asked,
      (head) => new CompletionFormat(head, { ...asked, kind: 'chat' }),
    );
  }

  @Post('completions')
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Text completion',
    description:
      'Continues a text as it is, without a chat template; with `suffix` it fills the gap between both, where the model ' +
      'can. For conversations use chat completions.',
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
    const asked = readCompletion(body);
    return this.reply.send(
      request,
      reply,
      caller,
      asked,
      (head) => new CompletionFormat(head, { ...asked, kind: 'text' }),
    );
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
    return toEmbeddingList(await this.gateway.embed(caller, model, asked, reply), model, base64);
  }

  @Get('models')
  @Roles('developer', { scope: 'models' })
  @ApiOperation({
    summary: 'The models this key may use',
    description: "In OpenAI's format; with a header `anthropic-version` in Anthropic's.",
  })
  @ApiOkResponse({ schema: MODEL_LIST })
  async models(
    @CurrentPrincipal() caller: Principal,
    @Headers('anthropic-version') anthropic: string | undefined,
  ): Promise<object> {
    const models = await this.gateway.list(caller);
    return anthropic === undefined ? { object: 'list', data: models.map(toModel) } : toAnthropicList(models);
  }

  // A model's name may contain slashes.
  @Get('models/*')
  @Roles('developer', { scope: 'models' })
  @ApiOperation({ summary: 'One model' })
  @ApiOkResponse({ schema: MODEL_ANSWER })
  @ApiParam({ name: 'path', description: 'Name of the model; it may contain slashes', example: 'gemma2:2b' })
  async model(
    @CurrentPrincipal() caller: Principal,
    @Param('*') name: string,
    @Headers('anthropic-version') anthropic: string | undefined,
  ): Promise<object> {
    const found = (await this.gateway.list(caller)).find(
      (model) => model.name === name || model.name === `${name}:latest`,
    );
    if (!found)
      throw new DomainError(
        'model.unavailable',
        `The model ${JSON.stringify(name.slice(0, 100))} does not exist or you do not have access to it.`,
      );
    return anthropic === undefined ? toModel(found) : toAnthropicModel(found);
  }
}

const toModel = ({ name, created_at, provider }: { name: string; created_at: Date; provider: string }) => ({
  id: name,
  object: 'model',
  created: Math.floor(created_at.getTime() / 1000),
  owned_by: provider,
});
