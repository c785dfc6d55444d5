import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../../../common/access/principal.js';
import { CurrentPrincipal, Roles } from '../../../../common/access/access.decorators.js';
import {
  OLLAMA_CHAT,
  OLLAMA_CHAT_ANSWER,
  OLLAMA_EMBED,
  OLLAMA_EMBED_ANSWER,
  OLLAMA_EMBEDDINGS,
  OLLAMA_EMBEDDINGS_ANSWER,
  OLLAMA_GENERATE,
  OLLAMA_GENERATE_ANSWER,
  OLLAMA_LINES,
  OLLAMA_PS,
  OLLAMA_SHOW,
  OLLAMA_SHOW_ANSWER,
  OLLAMA_TAGS,
  OLLAMA_VERSION,
} from './ollama.schemas.js';
import { bodyOf } from '../fields.js';
import type { GatewayRequest } from '../gateway.format.js';
import { GatewayReply, nameIgnored, nameWeights } from '../gateway.reply.js';
import { GatewayService } from '../gateway.service.js';
import { readOllamaEmbed, readOllamaEmbeddings } from './ollama-embeddings.js';
import { toRunning, toShow, toTag } from './ollama-models.js';
import { OllamaFormat } from './ollama-reply.js';
import { modelOf, readOllamaChat, readOllamaGenerate, type LoadRequest } from './ollama-request.js';

/** Of the API that is spoken here: clients switch features on by it. Facts in the adapter are from the same version. */
const OLLAMA_API_VERSION = '0.33.0';

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
    return this.send('chat', readOllamaChat(body), caller, request, reply);
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
    return this.send('generate', readOllamaGenerate(body), caller, request, reply);
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
    const began = performance.now();
    const { model, asked, ignored } = readOllamaEmbed(body);
    nameIgnored(reply, ignored);
    if (asked.input.length === 0) return { model, embeddings: [] };
    const made = await this.gateway.embed(caller, model, asked, this.reply.siteOf(caller, reply));
    nameWeights(reply, made);
    return {
      model,
      embeddings: made.vectors,
      total_duration: Math.round((performance.now() - began) * 1e6),
      load_duration: 0,
      prompt_eval_count: made.input_tokens,
    };
  }

  @Post('embeddings')
  @Roles('developer', { scope: 'embeddings' })
  @HttpCode(200)
  @ApiOperation({ summary: 'One embedding, compatible with older clients of Ollama' })
  @ApiBody({ schema: OLLAMA_EMBEDDINGS })
  @ApiOkResponse({ schema: OLLAMA_EMBEDDINGS_ANSWER })
  async embeddings(
    @CurrentPrincipal() caller: Principal,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { model, asked, ignored } = readOllamaEmbeddings(body);
    nameIgnored(reply, ignored);
    const made = await this.gateway.embed(caller, model, asked, this.reply.siteOf(caller, reply));
    nameWeights(reply, made);
    return { embedding: made.vectors[0] ?? [] };
  }

  @Get('tags')
  @Roles('developer', { scope: 'models' })
  @ApiOperation({ summary: "The models this key may use, in Ollama's format" })
  @ApiOkResponse({ schema: OLLAMA_TAGS })
  async tags(@CurrentPrincipal() caller: Principal): Promise<object> {
    return { models: (await this.gateway.cards(caller)).map(toTag) };
  }

  @Get('ps')
  @Roles('developer', { scope: 'models' })
  @ApiOperation({ summary: 'Those of them that are in memory' })
  @ApiOkResponse({ schema: OLLAMA_PS })
  async running(@CurrentPrincipal() caller: Principal): Promise<object> {
    return { models: (await this.gateway.cards(caller)).filter(({ info }) => info.loaded).map(toRunning) };
  }

  @Get('version')
  @Roles('developer', { scope: 'models' })
  @ApiOperation({ summary: "The version of Ollama's API that is spoken here" })
  @ApiOkResponse({ schema: OLLAMA_VERSION })
  version(): object {
    return { version: OLLAMA_API_VERSION };
  }

  @Post('show')
  @Roles('developer', { scope: 'models' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Details of one model' })
  @ApiBody({ schema: OLLAMA_SHOW })
  @ApiOkResponse({ schema: OLLAMA_SHOW_ANSWER })
  async show(@CurrentPrincipal() caller: Principal, @Body() body: unknown): Promise<object> {
    const asked = bodyOf(body);
    return toShow(await this.gateway.describe(caller, modelOf(asked)), asked.verbose === true);
  }

  private async send(
    kind: 'chat' | 'generate',
    asked: GatewayRequest | LoadRequest,
    caller: Principal,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<object | undefined> {
    if (!('load' in asked))
      return this.reply.send(request, reply, caller, { asked, formatOf: (head) => new OllamaFormat(head, kind) });
    const done = await this.gateway.load(caller, asked.model, asked.load.keep_alive, reply);
    return new OllamaFormat({ model: asked.model, beganAt: performance.now() }, kind).loaded(done);
  }
}
