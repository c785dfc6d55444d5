import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IdPipe } from '../../../common/http/validation.js';
import type { Principal } from '../../../common/access/principal.js';
import { CurrentPrincipal, ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { NoticeDto } from '../../auth/index.js';
import { ApiKeyDto, CreateApiKeyDto, NewApiKeyDto, RotateApiKeyDto } from './api-key.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('developer')
@Controller('api/developer/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @Roles('developer')
  @ApiOperation({ summary: 'Your API keys' })
  @ApiOkResponse({ type: [ApiKeyDto] })
  list(@CurrentPrincipal() caller: Principal): Promise<ApiKeyDto[]> {
    return this.keys.list(caller.userId);
  }

  @Post()
  @Roles('developer')
  @ApiOperation({ summary: 'Create an API key', description: 'The reply contains the key; it is never shown again.' })
  @ApiCreatedResponse({ type: NewApiKeyDto })
  @ApiProblems([400, 'Invalid fields, or a model that does not exist or is disabled'])
  create(
    @CurrentPrincipal() caller: Principal,
    @Body() body: CreateApiKeyDto,
    @Req() request: FastifyRequest,
  ): Promise<NewApiKeyDto> {
    return this.keys.create(request, caller, body);
  }

  @Put(':key_id')
  @Roles('developer')
  @ApiOperation({
    summary: 'Replace the description of an API key',
    description:
      'Sets name, scopes, models, expiry and limits; fields you leave out get the defaults of a new key. ' +
      'The secret stays. Takes effect immediately.',
  })
  @ApiOkResponse({ type: ApiKeyDto })
  @ApiProblems([400, 'Invalid fields, or a model that does not exist or is disabled'], [404, 'You have no such key'])
  change(
    @CurrentPrincipal() caller: Principal,
    @Param('key_id', IdPipe) id: string,
    @Body() body: CreateApiKeyDto,
    @Req() request: FastifyRequest,
  ): Promise<ApiKeyDto> {
    return this.keys.change(request, caller, id, body);
  }

  @Post(':key_id/rotate')
  @Roles('developer')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Rotate the secret of an API key',
    description:
      'The reply contains the new secret; it is never shown again. The old one still works for ' + '`grace_seconds`.',
  })
  @ApiOkResponse({ type: NewApiKeyDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'You have no such key'])
  rotate(
    @CurrentPrincipal() caller: Principal,
    @Param('key_id', IdPipe) id: string,
    @Body() { grace_seconds }: RotateApiKeyDto,
    @Req() request: FastifyRequest,
  ): Promise<NewApiKeyDto> {
    return this.keys.rotate(request, caller.userId, id, grace_seconds);
  }

  @Delete(':key_id')
  @Roles('developer')
  @ApiOperation({ summary: 'Revoke an API key', description: 'Takes effect immediately, everywhere.' })
  @ApiOkResponse({ type: NoticeDto })
  @ApiProblems([404, 'You have no such key'])
  async revoke(
    @CurrentPrincipal() caller: Principal,
    @Param('key_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<NoticeDto> {
    await this.keys.revoke(request, caller.userId, id);
    return { message: 'The API key was revoked.' };
  }
}
