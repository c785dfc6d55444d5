import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../../../common/access/principal.js';
import { CurrentPrincipal, Roles } from '../../../../common/access/access.decorators.js';
import type { ModelDto } from '../../../models/index.js';
import {
  OLLAMA_CHAT,
  OLLAMA_CHAT_ANSWER,
  OLLAMA_EMBED,
  OLLAMA_EMBED_ANSWER,
  OLLAMA_GENERATE,
  OLLAMA_GENERATE_ANSWER,
  OLLAMA_LINES,
  OLLAMA_SHOW,
  OLLAMA_SHOW_ANSWER,
  OLLAMA_TAGS,
} from '../dialect.schemas.js';
import { bodyOf, required } from '../fields.js';
import { GatewayReply } from '../gateway.reply.js';
import { GatewayService } from '../gateway.service.js';
import { OllamaFormat } from './ollama-reply.js';
import { readOllamaChat, readOllamaGenerate } from './ollama-request.js';
import { readEmbedding } from '../openai/openai-embeddings.js';

/**
 * The read-only part of Ollama's API: programs made for Ollama work with `/ollama` as their address and a key.
 * Operations that change the model server (create, pull, push, copy, delete, blobs) are missing on purpose.
 */
@ApiTags('ollama')
@Controller('ollama/api')
export class OllamaController {
  constructor(
    private readonly gateway: GatewayService,
    private readonly reply: GatewayReply,
  ) {}

  @Post('chat')
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Chat, compatible with Ollama' })
  @ApiBody({ schema: OLLAMA_CHAT })
  @ApiOkResponse({
    content: { 'application/json': { schema: OLLAMA_CHAT_ANSWER }, 'application/x-ndjson': { schema: OLLAMA_LINES } },
  })
  chat(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    return this.reply.send(request, reply, caller, readOllamaChat(body), (head) => new OllamaFormat(head, 'chat'));
  }

  @Post('generate')
  @Roles('developer', { scope: 'chat' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Generate, compatible with Ollama' })
  @ApiBody({ schema: OLLAMA_GENERATE })
  @ApiOkResponse({
    content: {
      'application/json': { schema: OLLAMA_GENERATE_ANSWER },
      'application/x-ndjson': { schema: OLLAMA_LINES },
    },
  })
  generate(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object | undefined> {
    return this.reply.send(
      request,
      reply,
      caller,
      readOllamaGenerate(body),
      (head) => new OllamaFormat(head, 'generate'),
    );
  }

  @Post('embed')
  @Roles('developer', { scope: 'embeddings' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Embeddings, compatible with Ollama' })
  @ApiBody({ schema: OLLAMA_EMBED })
  @ApiOkResponse({ schema: OLLAMA_EMBED_ANSWER })
  async embed(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { model, input, dimensions } = readEmbedding(body);
    const { vectors, input_tokens, model: name } = await this.gateway.embed(caller, model, input, dimensions, reply);
    return { model: name, embeddings: vectors, prompt_eval_count: input_tokens };
  }

  @Get('tags')
  @Roles('developer', { scope: 'models' })
  @ApiOperation({ summary: "The models this key may use, in Ollama's format" })
  @ApiOkResponse({ schema: OLLAMA_TAGS })
  async tags(@CurrentPrincipal() caller: Principal): Promise<object> {
    return { models: (await this.gateway.list(caller)).map(toTag) };
  }

  @Post('show')
  @Roles('developer', { scope: 'models' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Details of one model' })
  @ApiBody({ schema: OLLAMA_SHOW })
  @ApiOkResponse({ schema: OLLAMA_SHOW_ANSWER })
  async show(@CurrentPrincipal() caller: Principal, @Body() body: unknown): Promise<object> {
    const { name } = await this.gateway.choose(caller, required(bodyOf(body), 'model'));
    const model = (await this.gateway.list(caller)).find((one) => one.name === name);
    return {
      details: toTag(model ?? { name, created_at: new Date(0) }).details,
      capabilities: model?.capabilities ?? [],
      model_info: { 'general.context_length': model?.context_length ?? null },
    };
  }
}

type Known = Pick<ModelDto, 'name' | 'created_at'> &
  Partial<Pick<ModelDto, 'size_bytes' | 'parameter_size' | 'quantization'>>;

const toTag = ({ name, created_at, size_bytes, parameter_size, quantization }: Known) => ({
  name,
  model: name,
  modified_at: created_at.toISOString(),
  size: size_bytes ?? 0,
  details: { format: 'gguf', parameter_size: parameter_size ?? '', quantization_level: quantization ?? '' },
});
